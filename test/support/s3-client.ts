import aws4 from 'aws4';

/** Signed requests to an S3 server, to set it up as its owner would. */
export async function s3Call(
  port: number,
  key: { access: string; secret: string },
  method: string,
  path: string,
  body = '',
): Promise<string> {
  const signed = aws4.sign(
    { service: 's3', region: 'us-east-1', method, host: `127.0.0.1:${port}`, path, body, headers: {} },
    { accessKeyId: key.access, secretAccessKey: key.secret },
  );
  const headers = Object.fromEntries(
    Object.entries(signed.headers ?? {})
      .filter(([name]) => !/^(host|content-length)$/i.test(name))
      .map(([name, value]) => [name, String(value)]),
  );
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, ...(body ? { body } : {}) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text;
}

import aws4 from 'aws4';
import type { HttpOptions } from '../dialer/http.ts';

/** The region that emulators and most self-hosted servers go by. */
const region = 'us-east-1';

/** Signs requests with AWS Signature Version 4: a credential's user is the access key, its password the secret. */
export function signedBy(service: 's3' | 'dynamodb'): NonNullable<HttpOptions['authorize']> {
  return ({ user, password }, { method, host, path, body, headers }) => {
    const signed = aws4.sign(
      { service, region, method, host, path, body, headers: { ...headers } },
      { accessKeyId: user, secretAccessKey: password },
    );
    return Object.fromEntries(
      Object.entries(signed.headers ?? {})
        .filter(([name]) => !/^(host|content-length)$/i.test(name))
        .map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
  };
}

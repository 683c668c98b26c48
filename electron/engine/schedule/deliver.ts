import { createTransport } from 'nodemailer';
import type { Channel } from '../../contract/schedule.ts';
import type { Message } from '../history/schedules.ts';

/** Carries a message to a channel. It goes where the user said, and nowhere else. */

const timeoutMs = 15_000;

/** @throws Error with a sentence when it was not taken; nothing of a secret is in it. */
export async function deliver(channel: Channel, message: Message): Promise<void> {
  if (channel.kind === 'webhook') await post(channel.url, bodyFor(channel.format, message));
  else await mail(channel, message);
}

/** Where a channel goes, without the parts that are secret: a webhook's path often is its password. */
export function placeOfChannel(channel: Channel): string {
  if (channel.kind === 'mail') return `mail to ${channel.to.join(', ')} by ${channel.host}:${channel.port}`;
  return `${channel.format === 'json' ? 'webhook' : channel.format} at ${new URL(channel.url).host}`;
}

async function post(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((thrown: unknown) => {
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause.message : '';
    const timedOut = thrown instanceof Error && thrown.name === 'TimeoutError';
    throw new Error(
      timedOut
        ? `it did not answer within ${timeoutMs / 1000} s`
        : `it cannot be reached (${cause || 'no connection'})`,
    );
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`it answered with ${answer.status}`);
}

/** Slack takes `text` (its incoming webhooks), Teams a card (its workflow webhooks); others get the fields as they are. */
function bodyFor(format: 'json' | 'slack' | 'teams', { title, lines, auditId }: Message): unknown {
  if (format === 'slack') return { text: [`*${title}*`, ...lines.map((line) => `- ${line}`)].join('\n') };
  if (format === 'json') return { source: 'ajar', title, lines, auditId };
  const block = (text: string, more: object = {}) => ({ type: 'TextBlock', text, wrap: true, ...more });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [block(title, { weight: 'Bolder', size: 'Medium' }), ...lines.map((line) => block(line))],
  };
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] };
}

async function mail(channel: Extract<Channel, { kind: 'mail' }>, { title, lines }: Message): Promise<void> {
  const transport = createTransport({
    host: channel.host,
    port: channel.port,
    // 465 begins with TLS; elsewhere STARTTLS is taken where the server has it, and always before a password is sent.
    secure: channel.port === 465,
    requireTLS: channel.user !== null,
    ...(channel.user === null ? {} : { auth: { user: channel.user, pass: process.env.AJAR_SMTP_PASSWORD ?? '' } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  try {
    await transport.sendMail({ from: channel.from, to: channel.to, subject: title, text: `${lines.join('\n')}\n` });
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'error';
    throw new Error(`the mail server did not take it (${code})`);
  } finally {
    transport.close();
  }
}

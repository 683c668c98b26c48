import { expect, test } from 'vitest';
import { createClient } from '../../electron/contract/client.ts';
import { AjarError } from '../../electron/contract/errors.ts';
import type { Handlers } from '../../electron/contract/methods.ts';
import { checkedEmit, createServer } from '../../electron/contract/server.ts';

const defects: unknown[] = [];

function serverWith(handlers: Partial<Handlers>) {
  return createServer(handlers as Handlers, (_method, thrown) => defects.push(thrown));
}

test.each(['nope', '__proto__', 'constructor', 'toString', 7, null])('%j is no method', async (name) => {
  expect(await serverWith({})(name, {})).toMatchObject({ ok: false, error: { code: 'bad-input' } });
});

test('input is checked before the handler sees it', async () => {
  let seen = false;
  const dispatch = serverWith({
    'audits.delete': () => {
      seen = true;
      return {};
    },
  });
  expect(await dispatch('audits.delete', { auditId: 7 })).toMatchObject({ ok: false, error: { code: 'bad-input' } });
  expect(seen).toBe(false);
});

test('a known error crosses with its sentence, a defect without its text', async () => {
  const dispatch = serverWith({
    'audits.list': () => {
      throw new AjarError('unavailable', 'The disk is full.');
    },
    'branding.get': () => {
      throw new TypeError('secret detail');
    },
  });
  expect(await dispatch('audits.list', {})).toEqual({
    ok: false,
    error: { code: 'unavailable', message: 'The disk is full.' },
  });
  const reply = await dispatch('branding.get', {});
  expect(JSON.stringify(reply)).not.toContain('secret detail');
  expect(defects).toHaveLength(1);
});

test('output that does not fit its schema never leaves', async () => {
  const dispatch = serverWith({ 'lab.start': () => ({ targets: [7] }) as never });
  expect(await dispatch('lab.start', {})).toMatchObject({ ok: false, error: { code: 'internal' } });
  const emit = checkedEmit(() => {});
  expect(() => emit('audit.log', { auditId: 'a', at: 'yesterday', message: 'x' })).toThrow();
});

test('a client throws what the engine answered', async () => {
  const client = createClient({
    request: async () => ({ ok: false, error: { code: 'not-found', message: 'Gone.' } }),
    subscribe: () => () => {},
  });
  await expect(client.request('audits.list', {})).rejects.toMatchObject({ code: 'not-found', message: 'Gone.' });
});

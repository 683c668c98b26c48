import type { EndpointOutcome } from '../../contract/report-model.ts';
import type { ConnectionOutcome } from '../../contract/words.ts';
import { ConnectionError } from '../dialer/connection-error.ts';
import type { Dialer } from '../dialer/dialer.ts';
import type { Endpoint } from '../targets/expand.ts';

/** Whether something accepts a connection. Nothing is sent. */
export async function sweepEndpoint(
  dialer: Dialer,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<{ outcome: ConnectionOutcome; message: string }> {
  try {
    const socket = await dialer.connect(endpoint, signal);
    socket.destroy();
    return { outcome: 'open', message: '' };
  } catch (thrown) {
    if (thrown instanceof ConnectionError) return { outcome: thrown.outcome, message: thrown.message };
    throw thrown;
  }
}

/**
 * What did not answer, told briefly: a named endpoint by itself, a host once when none of its ports answered,
 * a range in one line. A closed port of a host that has another open one is no news.
 */
export class Silence {
  readonly #hosts = new Map<
    string,
    { endpoint: Endpoint; answered: boolean; outcomes: Map<ConnectionOutcome, number> }
  >();
  readonly #ownPort: boolean;

  /** @param ownPort the target names its port. */
  constructor(ownPort: boolean) {
    this.#ownPort = ownPort;
  }

  add(endpoint: Endpoint, outcome: ConnectionOutcome): void {
    const host = this.#hosts.get(endpoint.address) ?? { endpoint, answered: false, outcomes: new Map() };
    this.#hosts.set(endpoint.address, host);
    if (outcome === 'open') host.answered = true;
    else host.outcomes.set(outcome, (host.outcomes.get(outcome) ?? 0) + 1);
  }

  report(): EndpointOutcome[] {
    const silent = [...this.#hosts.values()].filter((host) => !host.answered && host.outcomes.size > 0);
    const [first] = silent;
    if (!first) return [];
    if (this.#hosts.size > 4) {
      const { target } = first.endpoint;
      const message = `${silent.length} of ${this.#hosts.size} addresses of ${target} have nothing that answers on the ports looked at.`;
      return [
        {
          target,
          host: target,
          address: null,
          port: null,
          outcome: commonest(silent.flatMap((host) => [...host.outcomes])),
          message,
        },
      ];
    }
    return silent.map(({ endpoint, outcomes }) => {
      const outcome = commonest([...outcomes]);
      const { target, host, address } = endpoint;
      const port = this.#ownPort ? endpoint.port : null;
      return {
        target,
        host,
        address,
        port,
        outcome,
        message: sentence(outcome, this.#ownPort ? `${host}:${endpoint.port}` : host),
      };
    });
  }
}

function commonest(outcomes: [ConnectionOutcome, number][]): ConnectionOutcome {
  return outcomes.toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 'unreachable';
}

function sentence(outcome: ConnectionOutcome, place: string): string {
  if (outcome === 'refused') return `${place}: nothing listens there (the connection was refused).`;
  if (outcome === 'timeout') return `${place}: no answer; the machine is off, or a firewall drops what we send.`;
  if (outcome === 'unreachable') return `${place}: there is no route to it from this machine.`;
  return `${place}: the connection failed (${outcome}).`;
}

import type { Sensitivity } from '../../contract/data-types.ts';
import type { Access, Reach, Severity } from '../../contract/words.ts';

interface Cell {
  severity: Severity;
  why: string;
}
type Row = Record<Sensitivity, Cell>;

const cell = (severity: Severity, why: string): Cell => ({ severity, why });

/**
 * Severity of an access that nobody had to log in for: access x reach x what was found.
 * Two rules run through it: what a stranger can destroy or take over is worse than what a stranger can only read; and
 * `loopback` is no proof of safety, since any user, container or tunnel of that machine arrives there, so it lowers
 * reading by one step and lowers control over sensitive data not at all.
 */
export const severityTable: Record<Exclude<Access, 'none'>, Record<Reach, Row>> = {
  metadata: {
    public: {
      'nothing-found': cell('medium', 'names and sizes tell an attacker what to come back for'),
      personal: cell('medium', 'names of fields are known, their values are not'),
      sensitive: cell('medium', 'names of fields are known, their values are not'),
      secret: cell('medium', 'names of fields are known, their values are not'),
    },
    private: {
      'nothing-found': cell('low', 'names and sizes are told to the inside network'),
      personal: cell('low', 'names and sizes are told to the inside network'),
      sensitive: cell('low', 'names and sizes are told to the inside network'),
      secret: cell('low', 'names and sizes are told to the inside network'),
    },
    loopback: {
      'nothing-found': cell('info', 'names and sizes are told on that machine only'),
      personal: cell('info', 'names and sizes are told on that machine only'),
      sensitive: cell('info', 'names and sizes are told on that machine only'),
      secret: cell('info', 'names and sizes are told on that machine only'),
    },
  },
  read: {
    public: {
      'nothing-found': cell('high', 'anybody on the internet can read it; the sample may have missed what it holds'),
      personal: cell('critical', 'anybody on the internet can read personal data'),
      sensitive: cell('critical', 'anybody on the internet can read sensitive personal data'),
      secret: cell('critical', 'anybody on the internet can read secrets that open other doors'),
    },
    private: {
      'nothing-found': cell('medium', 'anybody inside the network can read it'),
      personal: cell('high', 'anybody inside the network can read personal data'),
      sensitive: cell('critical', 'anybody inside the network can read sensitive personal data'),
      secret: cell('critical', 'anybody inside the network can read secrets that open other doors'),
    },
    loopback: {
      'nothing-found': cell('low', 'anybody on that machine can read it'),
      personal: cell('medium', 'anybody on that machine can read personal data'),
      sensitive: cell('high', 'anybody on that machine can read sensitive personal data'),
      secret: cell('high', 'anybody on that machine can read secrets that open other doors'),
    },
  },
  write: {
    public: {
      'nothing-found': cell('critical', 'anybody on the internet can change or delete it, as ransom notes do'),
      personal: cell('critical', 'anybody on the internet can read and change personal data'),
      sensitive: cell('critical', 'anybody on the internet can read and change sensitive personal data'),
      secret: cell('critical', 'anybody on the internet can read and replace secrets'),
    },
    private: {
      'nothing-found': cell('high', 'anybody inside the network can change or delete it'),
      personal: cell('critical', 'anybody inside the network can read and change personal data'),
      sensitive: cell('critical', 'anybody inside the network can read and change sensitive personal data'),
      secret: cell('critical', 'anybody inside the network can read and replace secrets'),
    },
    loopback: {
      'nothing-found': cell('medium', 'anybody on that machine can change or delete it'),
      personal: cell('high', 'anybody on that machine can read and change personal data'),
      sensitive: cell('critical', 'one foothold on that machine gives sensitive personal data, to read and to change'),
      secret: cell('critical', 'one foothold on that machine gives secrets that open other doors'),
    },
  },
  admin: {
    public: {
      'nothing-found': cell('critical', 'anybody on the internet controls the store'),
      personal: cell('critical', 'anybody on the internet controls the store and the personal data in it'),
      sensitive: cell('critical', 'anybody on the internet controls the store and the sensitive data in it'),
      secret: cell('critical', 'anybody on the internet controls the store and the secrets in it'),
    },
    private: {
      'nothing-found': cell('high', 'anybody inside the network controls the store'),
      personal: cell('critical', 'anybody inside the network controls the store and the personal data in it'),
      sensitive: cell('critical', 'anybody inside the network controls the store and the sensitive data in it'),
      secret: cell('critical', 'anybody inside the network controls the store and the secrets in it'),
    },
    loopback: {
      'nothing-found': cell('medium', 'anybody on that machine controls the store'),
      personal: cell('high', 'anybody on that machine controls the store and the personal data in it'),
      sensitive: cell('critical', 'one foothold on that machine controls the store and the sensitive data in it'),
      secret: cell('critical', 'one foothold on that machine controls the store and the secrets in it'),
    },
  },
};

/** @returns the cell for an access without a login; `none` is no finding and gets info. */
export function severityOf(access: Access, reach: Reach, sensitivity: Sensitivity): Cell {
  if (access === 'none') return cell('info', 'a stranger gets nothing');
  return severityTable[access][reach][sensitivity];
}

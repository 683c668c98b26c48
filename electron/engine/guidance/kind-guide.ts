import type { Guidance, Step } from '../../contract/report-model.ts';
import type { CommonGuides } from '../stores/checks.ts';
import type { CheckContext } from '../stores/store.ts';
import { aftermath, containNow, typesIn } from './contain.ts';

/** Stands for a machine of the application's in commands that are to be copied. */
export const application = '10.0.0.10';

/** One step, with the command or setting that goes with it. */
export function step(text: string, code?: string, language: NonNullable<Step['language']> = 'sh'): Step {
  return code === undefined ? { text } : { text, code, language };
}

/** Upgrading, where there is nothing more to say than how to see that it is done. */
export function plainUpgrade(verify: string, how = 'Upgrade the package or image; members of a cluster one by one.') {
  return { why: 'Known holes stay open in a version without fixes.', steps: [step(how)], verify };
}

/** What a kind says in its own words; the rest is the same for all. */
export interface KindGuide {
  /** Turning authentication on without locking the application out, and least privilege; in order. */
  authenticate(context: CheckContext): Guidance[];
  /** Where to see who was there. */
  logs(context: CheckContext): Step[];
  /** What else to do after a break-in: restoring, and looking for what was left behind. */
  cleanUp(context: CheckContext): Step[];
  tls(context: CheckContext): { steps: Step[]; verify: string };
  /** Settings that make it listen on the inside address only. */
  bind(context: CheckContext): Step[];
  upgrade(context: CheckContext): { why: string; steps: Step[]; verify: string };
}

/** Makes the guidance of the common checks from what is the kind's own. */
export function commonGuides(kind: KindGuide): CommonGuides {
  const after = (context: CheckContext) => aftermath(context, kind.logs(context), typesIn(context));
  return {
    authentication: (context) => [containNow(context, application), ...kind.authenticate(context), ...after(context)],
    exposure: (context) => [containNow(context, application), ...after(context)],
    breakIn: (context) => [
      containNow(context, application),
      {
        title: 'Treat it as broken into',
        why: 'A note or its like means that somebody could write. The data may be copied, changed or gone; paying seldom brings it back.',
        steps: [
          { text: 'Do not pay and do not delete the note: it is evidence. Take a snapshot of the disk.' },
          {
            text: 'Restore from a backup that is older than the note, on a new machine that is closed from the start.',
          },
          ...kind.cleanUp(context),
        ],
        verify: 'The restored store is audited and shows neither the note nor an open door.',
      },
      ...after(context),
    ],
    tls: (context) => [
      {
        title: 'Encrypt the traffic',
        why: 'Without TLS the data and the logins can be read and changed on the way; with a bad certificate they can be too.',
        ...kind.tls(context),
      },
    ],
    network: (context) => [
      {
        title: 'Listen only where it is needed',
        why: 'A store that listens on every interface is one firewall mistake away from the internet.',
        steps: kind.bind(context),
        verify: `ss -tln '( sport = :${context.port} )' must show no 0.0.0.0, * or [::].`,
      },
    ],
    upgrade: (context) => [{ title: 'Upgrade to a version that is kept', ...kind.upgrade(context) }],
  };
}

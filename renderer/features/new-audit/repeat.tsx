import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { weekdays } from '../../../electron/contract/schedule.ts';
import { Choice, TextInput } from '../../ui/fields.tsx';
import { type Repeat, useNewAudit } from './store.ts';

const every: { value: Repeat['every']; label: string }[] = [
  { value: 'once', label: 'Once, now' },
  { value: 'day', label: 'Now and every day' },
  { value: 'week', label: 'Now and every week' },
  { value: 'cron', label: 'Now and by a cron expression' },
];
const formats: { value: Repeat['format']; label: string }[] = [
  { value: 'json', label: 'JSON' },
  { value: 'slack', label: 'Slack' },
  { value: 'teams', label: 'Teams' },
];

/** Whether the audit runs again by itself, and who is told when something gets worse. */
export function RepeatFields() {
  const { draft, change } = useNewAudit();
  const { repeat } = draft;
  const set = (part: Partial<Repeat>) => change({ repeat: { ...repeat, ...part } });
  return (
    <Disclosure className="fold">
      <Heading level={2}>
        <Button slot="trigger">
          Repeat{repeat.every === 'once' ? '' : `: ${every.find(({ value }) => value === repeat.every)?.label}`}
        </Button>
      </Heading>
      <DisclosurePanel>
        <div className="grid">
          <Choice
            label="How often"
            value={repeat.every}
            options={every}
            onChange={(value) => set({ every: value as Repeat['every'] })}
          />
          {repeat.every === 'week' ? (
            <Choice
              label="On"
              value={repeat.on}
              options={weekdays.map((day) => ({ value: day, label: `${day.charAt(0).toUpperCase()}${day.slice(1)}` }))}
              onChange={(value) => set({ on: value as Repeat['on'] })}
            />
          ) : null}
          {repeat.every === 'day' || repeat.every === 'week' ? (
            <TextInput
              label="At"
              value={repeat.at}
              onChange={(at) => set({ at })}
              placeholder="03:00"
              hint="This machine’s time."
            />
          ) : null}
          {repeat.every === 'cron' ? (
            <TextInput
              label="Cron expression"
              value={repeat.expression}
              onChange={(expression) => set({ expression })}
              placeholder="0 3 * * *"
              hint="Minute, hour, day of the month, month, day of the week."
            />
          ) : null}
        </div>
        {repeat.every === 'once' ? null : (
          <div className="grid">
            <TextInput
              label="Tell this webhook"
              value={repeat.webhook}
              onChange={(webhook) => set({ webhook })}
              placeholder="https://"
              hint="When protection is removed or a finding comes back. No value of anybody is in it."
            />
            <Choice
              label="In the form of"
              value={repeat.format}
              options={formats}
              onChange={(value) => set({ format: value as Repeat['format'] })}
            />
            <TextInput
              label="Mail to"
              value={repeat.mailTo}
              onChange={(mailTo) => set({ mailTo })}
              placeholder="security@example.org"
            />
            <TextInput
              label="Mail from"
              value={repeat.mailFrom}
              onChange={(mailFrom) => set({ mailFrom })}
              placeholder="ajar@example.org"
            />
            <TextInput
              label="Mail server"
              value={repeat.smtp}
              onChange={(smtp) => set({ smtp })}
              placeholder="mail.example.org:587"
              hint="A password is read from AJAR_SMTP_PASSWORD."
            />
            <TextInput
              label="User of the mail server"
              value={repeat.smtpUser}
              onChange={(smtpUser) => set({ smtpUser })}
            />
            <TextInput
              label="Audits that are kept"
              value={repeat.keep}
              onChange={(keep) => set({ keep })}
              placeholder="all"
              hint="Older ones of this scope are deleted; a chosen baseline stays."
            />
          </div>
        )}
      </DisclosurePanel>
    </Disclosure>
  );
}

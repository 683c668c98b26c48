import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import type { Finding, Guidance, Store } from '../../../electron/contract/report-model.ts';
import { formatTime } from '../../ui/format.ts';
import { Code, Notice, SeverityBadge } from '../../ui/parts.tsx';
import { AcceptButton } from './accept.tsx';
import { useStore } from './store.ts';

/** Findings with their evidence, then the steps of all of them in order, each told once. */
export function Findings({ store }: { store: Store }) {
  if (store.findings.length === 0)
    return (
      <Notice title="None of the checks failed">
        {store.checks.length} checks were made. “How it was judged” lists them.
      </Notice>
    );
  const guides = new Map<string, Guidance>();
  for (const finding of store.findings)
    if (finding.status === 'open')
      for (const guide of finding.guidance) if (!guides.has(guide.title)) guides.set(guide.title, guide);
  return (
    <>
      <h2 className="hidden">Findings</h2>
      <ul className="findings">
        {store.findings.map((finding) => (
          <FindingItem key={finding.rule} finding={finding} />
        ))}
      </ul>
      {guides.size > 0 ? <h2>How to fix it, in this order</h2> : null}
      <ol className="guides">
        {[...guides.values()].map((guide, index) => (
          <li key={guide.title}>
            <GuideItem guide={guide} first={index === 0} number={index + 1} />
          </li>
        ))}
      </ol>
    </>
  );
}

function FindingItem({ finding }: { finding: Finding }) {
  const { accept } = useStore();
  const fixed = finding.status === 'fixed';
  return (
    <li className={`finding ${finding.severity} ${finding.status}`}>
      <h3>
        {fixed ? <span className="badge fixed">✓ fixed</span> : <SeverityBadge severity={finding.severity} />}{' '}
        {finding.accepted ? <span className="badge quiet">accepted</span> : null} {finding.title}
        {fixed ? null : finding.accepted ? (
          <Button className="button small end" onPress={() => void accept(finding.rule, null)}>
            Accept no longer
          </Button>
        ) : (
          <AcceptButton rule={finding.rule} title={finding.title} />
        )}
      </h3>
      <p className="soft">
        <span className="mono">{finding.rule}</span> · {fixed ? 'gone' : 'seen'} {formatTime(finding.checkedAt)}
      </p>
      <ul>
        {finding.evidence.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {finding.accepted ? (
        <p className="soft">
          Accepted by {finding.accepted.by} until {finding.accepted.until}: {finding.accepted.reason}
        </p>
      ) : null}
      {finding.references.length > 0 ? (
        <p className="references">
          {finding.references.map((reference) => (
            <a key={reference} href={reference} target="_blank" rel="noreferrer">
              {new URL(reference).hostname}
            </a>
          ))}
        </p>
      ) : null}
    </li>
  );
}

function GuideItem({ guide, first, number }: { guide: Guidance; first: boolean; number: number }) {
  return (
    <Disclosure className="fold" defaultExpanded={first}>
      <Heading level={3}>
        <Button slot="trigger">
          {number}. {guide.title}
        </Button>
      </Heading>
      <DisclosurePanel>
        <p>{guide.why}</p>
        <ol className="steps">
          {guide.steps.map((step) => (
            <li key={step.text}>
              {step.text}
              {step.code ? <Code code={step.code} /> : null}
            </li>
          ))}
        </ol>
        <p>
          <b>Verify:</b> {guide.verify}
        </p>
      </DisclosurePanel>
    </Disclosure>
  );
}

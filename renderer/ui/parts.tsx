import { type ReactNode, useState } from 'react';
import { Button, ProgressBar } from 'react-aria-components';
import { dataType } from '../../electron/contract/data-types.ts';
import type { Severity } from '../../electron/contract/words.ts';

/** Symbols beside the words, so that colour is never the only sign. */
const marks: Record<Severity, string> = { critical: '■', high: '▲', medium: '◆', low: '●', info: '○' };

export function SeverityBadge({ severity }: { severity: Severity | null }) {
  if (severity === null) return <span className="badge quiet">no finding</span>;
  return (
    <span className={`badge ${severity}`}>
      <span aria-hidden="true">{marks[severity]}</span> {severity}
    </span>
  );
}

export function TypeChip({ type }: { type: string }) {
  const { title, sensitivity } = dataType(type);
  return <span className={`chip ${sensitivity}`}>{title}</span>;
}

/** What a page shows where it has nothing else to show. */
export function Notice({
  title,
  children,
  kind = 'empty',
}: {
  title: string;
  children?: ReactNode;
  kind?: 'empty' | 'error';
}) {
  return (
    <div className={`notice ${kind}`} role={kind === 'error' ? 'alert' : undefined}>
      <h2>{title}</h2>
      {children ? <div className="notice-text">{children}</div> : null}
    </div>
  );
}

/** What was asked for and did not come about; nothing where all went well. */
export function Failure({ error, title = 'That did not work' }: { error: string | null; title?: string }) {
  return error === null ? null : (
    <Notice title={title} kind="error">
      {error}
    </Notice>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <div className="loading">
      <ProgressBar aria-label={what} isIndeterminate>
        <div className="bar indeterminate" />
      </ProgressBar>
      <p>{what}</p>
    </div>
  );
}

export function PageHead({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  return (
    <header className="page-head">
      <div>
        <h1>{title}</h1>
        {lead ? <p className="lead">{lead}</p> : null}
      </div>
      {children ? <div className="actions">{children}</div> : null}
    </header>
  );
}

/** A command with a button that copies it. */
export function Code({ code }: { code: string }) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no');
  const copy = () => {
    navigator.clipboard.writeText(code).then(
      () => setCopied('yes'),
      () => setCopied('failed'),
    );
    setTimeout(() => setCopied('no'), 2000);
  };
  const words = { no: 'Copy', yes: 'Copied', failed: 'Select it and copy' }[copied];
  return (
    <div className="code">
      {/* A scrolling region has to be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways */}
      <pre tabIndex={0}>{code}</pre>
      <Button className="button small" onPress={copy} aria-label={`${words}: ${code.split('\n')[0]}`}>
        {words}
      </Button>
    </div>
  );
}

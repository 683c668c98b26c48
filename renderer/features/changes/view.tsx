import { useEffect } from 'react';
import type { Drift, DriftState, FindingDrift } from '../../../electron/contract/drift.ts';
import { driftHeadings, driftInWords, driftStates } from '../../../electron/contract/drift.ts';
import { storeInWords } from '../../../electron/contract/drift-lines.ts';
import { Check, Choice } from '../../ui/fields.tsx';
import { formatTime } from '../../ui/format.ts';
import { Failure, Loading, Notice, PageHead, SeverityBadge } from '../../ui/parts.tsx';
import { paths } from '../../ui/router.ts';
import { useChanges } from './store.ts';

/** One audit against an earlier one: what got worse first. */
export function ChangesView({ auditId }: { auditId: string }) {
  const { data, error, auditId: shown, open, choose } = useChanges();
  useEffect(() => void open(auditId, null), [open, auditId]);
  if (!data || shown !== auditId)
    return error ? (
      <Notice title="The audits cannot be compared" kind="error">
        {error}
      </Notice>
    ) : (
      <Loading what="Comparing the audits" />
    );
  const { drift, baselines, chosen } = data;
  return (
    <>
      <p className="crumbs">
        <a href={paths.audit(auditId)}>← All stores of this audit</a>
      </p>
      <PageHead
        title="What changed"
        lead={
          drift
            ? driftInWords(drift.counts, drift.protectionRemoved.length)
            : 'There is no earlier audit of this scope.'
        }
      />
      <Failure error={error} />
      <div className="changes-head">
        {baselines.length > 0 ? (
          <Choice
            label="Compared with the audit of"
            value={drift?.baseline.auditId ?? ''}
            options={baselines.map((one) => ({
              value: one.auditId,
              label: `${formatTime(one.startedAt)} · ${one.title}`,
            }))}
            onChange={(baselineId) => void open(auditId, baselineId)}
          />
        ) : null}
        <Check
          label="Later audits of this scope are compared with this one (else with the last complete one)"
          value={chosen}
          onChange={(isBaseline) => void choose(isBaseline)}
        />
      </div>
      {drift ? <Changes auditId={auditId} drift={drift} /> : null}
    </>
  );
}

function Changes({ auditId, drift }: { auditId: string; drift: Drift }) {
  const changed = driftStates.filter((state) => state !== 'unchanged');
  const nothing =
    drift.protectionRemoved.length === 0 &&
    drift.stores.length === 0 &&
    drift.findings.every((f) => f.drift === 'unchanged');
  return (
    <>
      {drift.protectionRemoved.map((removed) => (
        <div key={removed.storeId} className="alarm" role="alert">
          <h2>
            Protection removed: <a href={paths.store(auditId, removed.storeId)}>{removed.place}</a>, {removed.product}
          </h2>
          <p>{removed.sentence}</p>
        </div>
      ))}
      {nothing ? <Notice title="Nothing changed">{drift.counts.unchanged} findings are as they were.</Notice> : null}
      {changed.map((state) => (
        <Findings
          key={state}
          auditId={auditId}
          state={state}
          findings={drift.findings.filter((f) => f.drift === state)}
        />
      ))}
      {drift.stores.length > 0 ? (
        <section>
          <h2>Stores</h2>
          <ul className="changes">
            {drift.stores.map((store) => (
              <li key={store.storeId}>
                <b className="mono">{store.place}</b> {store.product}: {storeInWords(store)}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {!nothing && drift.counts.unchanged > 0 ? (
        <p className="soft">{drift.counts.unchanged} findings are as they were.</p>
      ) : null}
    </>
  );
}

function Findings({
  auditId,
  state,
  findings,
}: {
  auditId: string;
  state: DriftState;
  findings: readonly FindingDrift[];
}) {
  if (findings.length === 0) return null;
  return (
    <section>
      <h2>
        {driftHeadings[state]} <span className="soft">({findings.length})</span>
      </h2>
      <ul className="changes">
        {findings.map((finding) => (
          <li key={`${finding.storeId} ${finding.rule}`}>
            <SeverityBadge severity={finding.severity} /> {finding.title}
            <span className="soft">
              {' '}
              ·{' '}
              {state === 'not-looked-at' ? (
                <span className="mono">{finding.place}</span>
              ) : (
                <a className="mono" href={paths.store(auditId, finding.storeId)}>
                  {finding.place}
                </a>
              )}
              {finding.why ? ` · ${finding.why}` : ''}
              {finding.accepted ? ' · accepted' : ''}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

import { useEffect } from 'react';
import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { placeOf } from '../../../electron/contract/place.ts';
import type { Store } from '../../../electron/contract/report-model.ts';
import { accessWords, formatTime } from '../../ui/format.ts';
import { Failure, Loading, Notice, PageHead, SeverityBadge } from '../../ui/parts.tsx';
import { paths } from '../../ui/router.ts';
import { Exposed } from './exposed.tsx';
import { Findings } from './findings.tsx';
import { useStore } from './store.ts';
import { Timeline } from './timeline.tsx';
import { Transcript } from './transcript.tsx';

/** One store: what a stranger sees, what is wrong, how to fix it, what was sent. */
export function StoreView({ auditId, storeId }: { auditId: string; storeId: string }) {
  const { store, error, rechecking, open, recheck } = useStore();
  useEffect(() => void open(auditId, storeId), [open, auditId, storeId]);
  if (error && !store)
    return (
      <Notice title="This store cannot be shown" kind="error">
        {error}
      </Notice>
    );
  if (!store) return <Loading what="Reading the store" />;
  return (
    <>
      <p className="crumbs">
        <a href={paths.audit(auditId)}>← All stores of this audit</a>
      </p>
      <PageHead
        title={placeOf(store)}
        lead={`${store.product} ${store.version ?? '(version not told)'} · ${store.address} · ${store.reach}`}
      >
        <Button className="button primary" onPress={() => void recheck(auditId, storeId)} isDisabled={rechecking}>
          {rechecking ? 'Re-checking…' : 'Re-check'}
        </Button>
      </PageHead>
      <Failure error={error} />
      <Figures store={store} />
      {store.errors.length > 0 ? (
        <ul className="warning">
          {store.errors.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : null}
      <Tabs className="tabs">
        <TabList aria-label="About this store">
          <Tab id="findings">
            Findings and fixes ({store.findings.filter((finding) => finding.status === 'open').length})
          </Tab>
          <Tab id="exposed">What a stranger sees</Tab>
          <Tab id="facts">How it was judged</Tab>
          <Tab id="timeline">Timeline</Tab>
          <Tab id="transcript">Transcript</Tab>
        </TabList>
        <TabPanel id="findings">
          <Findings store={store} />
        </TabPanel>
        <TabPanel id="exposed">
          <Exposed store={store} />
        </TabPanel>
        <TabPanel id="facts">
          <Judged store={store} />
        </TabPanel>
        <TabPanel id="timeline">
          <Timeline auditId={auditId} storeId={storeId} />
        </TabPanel>
        <TabPanel id="transcript">
          <Transcript auditId={auditId} storeId={storeId} />
        </TabPanel>
      </Tabs>
    </>
  );
}

function Figures({ store }: { store: Store }) {
  const tls = store.tls.required ? 'required' : store.tls.offered ? 'optional' : 'none';
  return (
    <dl className="figures">
      <div>
        <dt>Severity</dt>
        <dd>
          <SeverityBadge severity={store.severity} />
        </dd>
      </div>
      <div>
        <dt>Score</dt>
        <dd>{store.score} / 100</dd>
      </div>
      <div>
        <dt>{store.as === 'anonymous' ? 'A stranger gets' : `${store.as} gets`}</dt>
        <dd>
          {store.access === 'none' && store.capabilities.read.state !== 'denied'
            ? 'not known'
            : accessWords[store.access]}
        </dd>
      </div>
      <div>
        <dt>TLS</dt>
        <dd>{[tls, ...store.tls.protocols, ...store.tls.issues].join(', ')}</dd>
      </div>
      <div>
        <dt>{store.recheckedAt ? 'Re-checked' : 'Audited'}</dt>
        <dd>{formatTime(store.recheckedAt ?? store.auditedAt)}</dd>
      </div>
    </dl>
  );
}

function Judged({ store }: { store: Store }) {
  const { capabilities } = store;
  return (
    <>
      <h2>What the session may do</h2>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">May it</th>
            <th scope="col">Known</th>
            <th scope="col">By what answer</th>
          </tr>
        </thead>
        <tbody>
          {(['metadata', 'read', 'write', 'admin'] as const).map((name) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{capabilities[name].state}</td>
              <td>{capabilities[name].how}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>The score, added up</h2>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">Points</th>
            <th scope="col">Because</th>
          </tr>
        </thead>
        <tbody>
          {store.scoreParts.map((part) => (
            <tr key={part.name}>
              <th scope="row">{part.name}</th>
              <td>{part.points}</td>
              <td>{part.because}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>Checks</h2>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {store.checks.map((check) => (
            <tr key={check.rule}>
              <th scope="row">
                {check.title} <span className="soft">{check.rule}</span>
              </th>
              <td>{check.outcome}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {Object.keys(store.identity).length > 0 ? (
        <>
          <h2>What it says of itself</h2>
          <dl className="pairs">
            {Object.entries(store.identity).map(([key, value]) => (
              <div key={key}>
                <dt>{key}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </>
      ) : null}
    </>
  );
}

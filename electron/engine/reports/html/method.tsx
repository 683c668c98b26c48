import { dataType } from '../../../contract/data-types.ts';
import { ownTypesInWords } from '../../../contract/own-types.ts';
import type { EndpointOutcome, Report } from '../../../contract/report-model.ts';
import { storeKinds } from '../../stores/registry.ts';

const mostRows = 200;

export function Method({ report }: { report: Report }) {
  const { options, counts } = report.audit;
  return (
    <section>
      <h2>Method and limits</h2>
      <p>
        Ajar connected to {counts.endpoints.toLocaleString('en-GB')} endpoints within the scope, worked out by protocol
        which of them are data stores, and asked each what somebody without a login may do. It read at most{' '}
        {options.sample} records of each namespace, decided in memory which fields hold personal data, and kept masks
        and counts only. Every command it may send is on an allow-list; none of them writes. What it did send is in the
        transcript.
      </p>
      <ul>
        <li>
          Write and administrator rights are judged from privileges, or from authorization being off. They are never
          tried.
        </li>
        <li>
          Counts come from the store’s metadata; records concerned are the share in the sample times that count, with
          the interval that is right 95 times in 100 (Wilson).
        </li>
        <li>
          A sample can miss a rare field, and a data type can be mistaken; each is shown with its confidence and reason.
        </li>
        <li>
          A version is judged by what the store says of itself; a distribution may have patched it without changing the
          number.
        </li>
        <li>
          Reach is judged from the address: loopback, private or public. A private address behind a published port or a
          tunnel can be reached from further away than it seems.
        </li>
        <li>
          {options.tryDefaultAccounts
            ? 'The one account that a vendor documents for a new server was tried, once, wherever a stranger got nothing: this was switched on.'
            : 'No password was tried: accounts that vendors document for new servers are tried only where that is switched on.'}
        </li>
        {options.ownTypes ? (
          <li>
            Own data types of {options.ownTypes.source} were used: {ownTypesInWords(options.ownTypes)}.
          </li>
        ) : null}
        {report.audit.people ? (
          <li>
            People were counted by {report.audit.people.by.map((type) => dataType(type).title).join(', ')} in{' '}
            {report.audit.people.namespaces} namespaces. Whoever is in several is counted once where the samples are
            large enough to show it; a namespace too sparsely sampled to tell is held to repeat a larger one.
          </li>
        ) : null}
        <li>“Undetermined” is no clean bill: the store did not answer the question.</li>
      </ul>
      <h3>How the score is made</h3>
      <p>
        The sum of access (0 to 40), reach (0 to 20), data (0 to 25), records (0 to 5: one a factor of ten) and other
        findings (0 to 10). Each store’s section prints its parts.
      </p>
      <h3>What was checked</h3>
      <table>
        <colgroup>
          <col width="46%" />
          <col width="18%" />
          <col width="18%" />
          <col width="18%" />
        </colgroup>
        <thead>
          <tr>
            <th>Check</th>
            <th className="number">Failed</th>
            <th className="number">Passed</th>
            <th className="number">Undetermined</th>
          </tr>
        </thead>
        <tbody>
          {checksOf(report).map(({ rule, title, fail, pass, undetermined }) => (
            <tr key={rule}>
              <td>
                {title}
                <br />
                <span className="tiny">{rule}</span>
              </td>
              <td className="number">{fail}</td>
              <td className="number">{pass}</td>
              <td className="number">{undetermined}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>Where nothing was found</h2>
      <Outcomes
        title="Refused: outside the scope, not contacted"
        none="Nothing was outside the scope."
        outcomes={report.refused}
      />
      <Outcomes title="Unreachable" none="Everything answered." outcomes={report.unreachable} />
      <Outcomes
        title="Answering, but no store"
        none="Everything that answered is a store."
        outcomes={report.notStores}
      />
    </section>
  );
}

function checksOf(report: Report) {
  const kinds = new Set(report.stores.map((store) => store.kind));
  return storeKinds
    .filter((kind) => kinds.has(kind.kind))
    .flatMap((kind) => kind.checks)
    .map(({ rule, title }) => {
      const outcomes = report.stores.flatMap((store) =>
        store.checks.filter((check) => check.rule === rule).map((check) => check.outcome),
      );
      const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
      return { rule, title, fail: count('fail'), pass: count('pass'), undetermined: count('undetermined') };
    });
}

function Outcomes({ title, none, outcomes }: { title: string; none: string; outcomes: readonly EndpointOutcome[] }) {
  return (
    <>
      <h3>{title}</h3>
      {outcomes.length === 0 ? <p className="soft">{none}</p> : null}
      {outcomes.length > 0 ? (
        <ul>
          {outcomes.slice(0, mostRows).map((outcome) => (
            <li key={`${outcome.target} ${outcome.address} ${outcome.port}`}>{outcome.message}</li>
          ))}
          {outcomes.length > mostRows ? <li>and {outcomes.length - mostRows} more, in the JSON report</li> : null}
        </ul>
      ) : null}
    </>
  );
}

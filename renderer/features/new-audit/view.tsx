import {
  Button,
  Disclosure,
  DisclosurePanel,
  DropZone,
  FileTrigger,
  Heading,
  isFileDropItem,
} from 'react-aria-components';
import { ownTypesInWords } from '../../../electron/contract/own-types.ts';
import { Check, NumberInput, TextInput } from '../../ui/fields.tsx';
import { formatCount, plural } from '../../ui/format.ts';
import { Notice, PageHead } from '../../ui/parts.tsx';
import { RepeatFields } from './repeat.tsx';
import { useNewAudit } from './store.ts';

/** Targets, scope and authorisation, options: then Audit. */
export function NewAuditView() {
  const { draft, parsed, error, busy, change, start } = useNewAudit();
  const ready = parsed !== null && parsed.errors.length === 0 && parsed.targets > 0;
  const lacksStatement = parsed?.needsAuthorisation === true && draft.authorisedBy.trim() === '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !lacksStatement && !busy) void start();
      }}
    >
      <PageHead title="New audit" lead="Only what is in the scope is ever contacted, and only to read." />
      {error ? (
        <Notice title="That did not work" kind="error">
          <span className="lines">{error}</span>
        </Notice>
      ) : null}
      <Targets />
      <fieldset>
        <legend>Scope and authorisation</legend>
        <Check
          label="Name the scope myself (otherwise it is what I typed above)"
          value={draft.ownScope}
          onChange={(ownScope) => change({ ownScope })}
        />
        {draft.ownScope ? (
          <TextInput
            label="Scope"
            rows={2}
            value={draft.scope}
            onChange={(scope) => change({ scope })}
            placeholder="10.0.0.0/8, 2001:db8::/48"
            hint="Addresses, CIDRs or ranges. An address outside it is refused, whatever DNS or a server says."
          />
        ) : null}
        <TextInput
          label="Excluded addresses"
          value={draft.exclude}
          onChange={(exclude) => change({ exclude })}
          placeholder="10.0.0.1, 10.0.9.0/24"
        />
        <TextInput
          label="Authorised by"
          value={draft.authorisedBy}
          onChange={(authorisedBy) => change({ authorisedBy })}
          placeholder="Name, role, order number"
          isRequired={parsed?.needsAuthorisation === true}
          error={lacksStatement ? 'A target is public: state who authorised the audit.' : undefined}
          hint="Who may decide that these machines are audited. It is printed in every report."
        />
      </fieldset>
      <Options />
      <RepeatFields />
      <div className="form-end">
        <Button className="button primary" type="submit" isDisabled={!ready || lacksStatement || busy}>
          {busy ? 'Resolving names…' : draft.repeat.every === 'once' ? 'Audit' : 'Audit and repeat'}
        </Button>
      </div>
    </form>
  );
}

function Targets() {
  const { draft, parsed, change, addFiles } = useNewAudit();
  return (
    <fieldset>
      <legend>Targets</legend>
      <DropZone
        className="drop"
        onDrop={(event) => {
          const files = event.items.filter(isFileDropItem).map((item) => item.getFile());
          void Promise.all(files).then(addFiles);
        }}
      >
        <TextInput
          label="Hosts, addresses, CIDRs, ranges or URIs"
          rows={8}
          value={draft.targets}
          onChange={(targets) => change({ targets })}
          placeholder={'db1.internal\n10.0.0.0/28\n10.0.1.5:27018\nhttps://search.internal:9200/es'}
          hint="One or more a line; # begins a comment. A file can be dropped here."
        />
      </DropZone>
      <div className="parsed" aria-live="polite">
        {parsed ? (
          <p>
            {plural(parsed.targets, 'target')}: {plural(parsed.addresses, 'address', 'addresses')}
            {parsed.names > 0 ? ` and ${plural(parsed.names, 'name')}` : ''}
          </p>
        ) : (
          <p className="soft">Nothing typed yet.</p>
        )}
        {parsed && parsed.errors.length > 0 ? (
          <ul className="errors">
            {parsed.errors.slice(0, 50).map((error) => (
              <li key={`${error.line} ${error.column}`}>
                <b>
                  Line {error.line}, column {error.column}
                </b>{' '}
                <code>{error.text}</code>: {error.message}
              </li>
            ))}
            {parsed.errors.length > 50 ? <li>and {formatCount(parsed.errors.length - 50)} more</li> : null}
          </ul>
        ) : null}
      </div>
    </fieldset>
  );
}

function Options() {
  const { draft, change, addTypes } = useNewAudit();
  const { options } = draft;
  const set = (part: Partial<typeof options>) => change({ options: { ...options, ...part } });
  return (
    <Disclosure className="fold">
      <Heading level={2}>
        <Button slot="trigger">Credential and options</Button>
      </Heading>
      <DisclosurePanel>
        <div className="grid">
          <TextInput
            label="User"
            value={draft.user}
            onChange={(user) => change({ user })}
            hint="Used only where a stranger gets nothing."
          />
          <TextInput
            label="Password"
            type="password"
            value={draft.password}
            onChange={(password) => change({ password })}
          />
          <TextInput
            label="Ports"
            value={draft.ports}
            onChange={(ports) => change({ ports })}
            placeholder="27017, 9200-9210"
            hint="Where a target names none. Empty: those of all store kinds."
          />
          <NumberInput
            label="Records sampled of each namespace"
            value={options.sample}
            onChange={(sample) => set({ sample })}
            minValue={1}
            maxValue={5000}
          />
          <NumberInput
            label="Endpoints swept at a time"
            value={options.concurrency}
            onChange={(concurrency) => set({ concurrency })}
            minValue={1}
            maxValue={256}
          />
          <NumberInput
            label="Time-out in milliseconds"
            value={options.timeoutMs}
            onChange={(timeoutMs) => set({ timeoutMs })}
            minValue={100}
            maxValue={120_000}
          />
        </div>
        <Check
          label="Send the credential also where the certificate is bad"
          value={options.tlsInsecureOk}
          onChange={(tlsInsecureOk) => set({ tlsInsecureOk })}
        />
        <Check
          label="Try the one account that the vendor documents, once, where a stranger gets nothing"
          value={options.tryDefaultAccounts}
          onChange={(tryDefaultAccounts) => set({ tryDefaultAccounts })}
        />
        <div className="field">
          <span className="label">Own data types</span>
          <span className="hint">
            {options.ownTypes
              ? `${options.ownTypes.source}: ${ownTypesInWords(options.ownTypes)}.`
              : 'None. A YAML or JSON file adds types of your own, and fields or values to pass over.'}
          </span>
          <div className="actions">
            <FileTrigger
              acceptedFileTypes={['.yaml', '.yml', '.json']}
              onSelect={(files) => files?.[0] && void addTypes(files[0])}
            >
              <Button className="button small">Choose file</Button>
            </FileTrigger>
            {options.ownTypes ? (
              <Button className="button small" onPress={() => set({ ownTypes: null })}>
                Remove
              </Button>
            ) : null}
          </div>
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}

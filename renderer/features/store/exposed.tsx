import { useMemo, useState } from 'react';
import { Button, Input, Label, SearchField, Tree, TreeItem, TreeItemContent } from 'react-aria-components';
import { recordsInWords } from '../../../electron/contract/estimate.ts';
import type { Field, Namespace, Store } from '../../../electron/contract/report-model.ts';
import { Check } from '../../ui/fields.tsx';
import { formatBytes, plural } from '../../ui/format.ts';
import { Notice, TypeChip } from '../../ui/parts.tsx';

const mostNamespaces = 200;

/** Namespaces as a tree of fields, with data types and masks: what somebody sees who gets in. */
export function Exposed({ store }: { store: Store }) {
  const [search, setSearch] = useState('');
  const [all, setAll] = useState(false);
  const holding = useMemo(() => store.namespaces.filter(holdsSomething), [store]);
  const fitting = useMemo(
    () => (all || holding.length === 0 ? store.namespaces : holding).filter((namespace) => matches(namespace, search)),
    [store, holding, all, search],
  );
  if (store.namespaces.length === 0) {
    return store.access === 'none' ? (
      <Notice title="A stranger sees nothing">
        A login is required, and none of the questions that a stranger may ask told a name.
      </Notice>
    ) : (
      <Notice title="It holds nothing">No namespace was listed.</Notice>
    );
  }
  const shown = fitting.slice(0, mostNamespaces);
  return (
    <>
      <div className="toolbar">
        <SearchField className="search" value={search} onChange={setSearch}>
          <Label className="hidden">Search namespaces and fields</Label>
          <Input placeholder="Search namespace, field, data" />
        </SearchField>
        {holding.length > 0 ? <Check label="Also those without personal data" value={all} onChange={setAll} /> : null}
        <p className="soft" role="status">
          {plural(fitting.length, 'namespace')}
          {fitting.length > shown.length ? `, the first ${shown.length} shown` : ''}
        </p>
      </div>
      <Tree
        aria-label="Namespaces and fields"
        className="tree"
        selectionMode="none"
        defaultExpandedKeys={holding.slice(0, 3).map(keyOf)}
      >
        {shown.map((namespace) => (
          <NamespaceItem key={keyOf(namespace)} namespace={namespace} all={all} />
        ))}
      </Tree>
    </>
  );
}

const keyOf = (namespace: Namespace) => `${namespace.name} ${namespace.note ?? ''}`;

function NamespaceItem({ namespace, all }: { namespace: Namespace; all: boolean }) {
  const fields = namespace.fields.filter((field) => all || field.types.length > 0 || !holdsSomething(namespace));
  const types = [...new Set(namespace.fields.flatMap((field) => field.types.map((type) => type.type)))];
  return (
    <TreeItem
      id={keyOf(namespace)}
      textValue={namespace.name}
      className="tree-row namespace"
      hasChildItems={fields.length > 0}
    >
      <TreeItemContent>
        {({ isExpanded }) => (
          <div className="tree-line">
            {fields.length > 0 ? (
              <Button slot="chevron" className="chevron">
                <span aria-hidden="true">{isExpanded ? '▾' : '▸'}</span>
              </Button>
            ) : (
              <span className="chevron" />
            )}
            <span className="mono name">{namespace.name}</span>
            {namespace.note ? <span className="chip">{namespace.note}</span> : null}
            <span className="soft amount">
              {namespace.records === null ? 'records not counted' : plural(namespace.records, 'record')},{' '}
              {formatBytes(namespace.bytes)}
              {namespace.sampled > 0 ? `, ${namespace.sampled} sampled` : ''}
            </span>
            <span className="soft">{types.length > 0 ? plural(types.length, 'data type') : ''}</span>
          </div>
        )}
      </TreeItemContent>
      {fields.map((field) => (
        <FieldItem key={field.path} field={field} of={namespace} />
      ))}
    </TreeItem>
  );
}

function FieldItem({ field, of }: { field: Field; of: Namespace }) {
  const [first] = field.types;
  return (
    <TreeItem id={`${keyOf(of)}/${field.path}`} textValue={field.path} className="tree-row field-row">
      <TreeItemContent>
        <div className="tree-line">
          <span className="chevron" />
          <span className="mono name">{field.path}</span>
          <span className="chips">
            {field.types.map((type) => (
              <TypeChip key={type.type} type={type.type} />
            ))}
          </span>
          <span className="mono masks">{field.masked.join('  ')}</span>
          {first ? (
            <span className="soft why">
              {first.estimatedRecords === null
                ? ''
                : `${recordsInWords(first.estimatedRecords, first.estimatedRange)}; `}
              {Math.round(first.confidence * 100)} % sure: {field.types.map((type) => type.why).join('. ')}
            </span>
          ) : null}
        </div>
      </TreeItemContent>
    </TreeItem>
  );
}

function holdsSomething(namespace: Namespace): boolean {
  return namespace.fields.some((field) => field.types.length > 0);
}

function matches(namespace: Namespace, search: string): boolean {
  const text = [
    namespace.name,
    ...namespace.fields.flatMap((field) => [field.path, ...field.types.map((type) => type.type)]),
  ]
    .join(' ')
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

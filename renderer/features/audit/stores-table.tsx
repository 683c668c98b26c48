import { useMemo, useState } from 'react';
import {
  Cell,
  Column,
  Input,
  Label,
  Row,
  SearchField,
  type SortDescriptor,
  Table,
  TableBody,
  TableHeader,
  TableLayout,
  ToggleButton,
  ToggleButtonGroup,
  Virtualizer,
} from 'react-aria-components';
import { dataType } from '../../../electron/contract/data-types.ts';
import { placeOf } from '../../../electron/contract/place.ts';
import type { StoreRow } from '../../../electron/contract/report-model.ts';
import { accessLevels, severities } from '../../../electron/contract/words.ts';
import { accessWords, formatCount, plural } from '../../ui/format.ts';
import { SeverityBadge } from '../../ui/parts.tsx';
import { go, paths } from '../../ui/router.ts';

type Filter = 'all' | 'open' | 'personal';

/** Rows are of one height, so that ten thousand of them need no measuring. */
const rowHeight = 44;
const headingHeight = 36;

/** The stores, worst first, with a search, filters and columns to sort by. */
export function StoresTable({ auditId, stores }: { auditId: string; stores: readonly StoreRow[] }) {
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const [sort, setSort] = useState<SortDescriptor>({ column: 'score', direction: 'descending' });
  const shown = useMemo(
    () =>
      order(
        stores.filter((store) => passes(store, filter) && matches(store, search)),
        sort,
      ),
    [stores, filter, search, sort],
  );
  return (
    <section aria-label="Stores">
      <div className="toolbar">
        <SearchField className="search" value={search} onChange={setSearch}>
          <Label className="hidden">Search stores</Label>
          <Input placeholder="Search host, product, version, data" />
        </SearchField>
        <ToggleButtonGroup
          className="segments"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[filter]}
          onSelectionChange={(keys) => setFilter([...keys][0] as Filter)}
          aria-label="Show"
        >
          <ToggleButton id="all">All</ToggleButton>
          <ToggleButton id="open">Readable</ToggleButton>
          <ToggleButton id="personal">With personal data</ToggleButton>
        </ToggleButtonGroup>
        <p className="soft" role="status">
          {shown.length === stores.length
            ? plural(stores.length, 'store')
            : `${formatCount(shown.length)} of ${plural(stores.length, 'store')}`}
        </p>
      </div>
      <div className="table-frame">
        <Virtualizer layout={TableLayout} layoutOptions={{ rowHeight, headingHeight }}>
          <Table
            aria-label="Stores, worst first"
            className="table"
            style={{ height: headingHeight + rowHeight * Math.max(2, shown.length) + 2 }}
            sortDescriptor={sort}
            onSortChange={setSort}
            onRowAction={(key) => go(paths.store(auditId, String(key)))}
          >
            <TableHeader>
              <Column id="severity" allowsSorting width={110}>
                Severity
              </Column>
              <Column id="score" allowsSorting width={76}>
                Score
              </Column>
              <Column id="place" isRowHeader allowsSorting minWidth={150} defaultWidth="1fr">
                Store
              </Column>
              <Column id="product" allowsSorting minWidth={175} defaultWidth="1fr">
                Product
              </Column>
              <Column id="access" allowsSorting width={126}>
                A stranger gets
              </Column>
              <Column id="records" allowsSorting width={104}>
                Records
              </Column>
              <Column id="types" minWidth={180} defaultWidth="2fr">
                Holds
              </Column>
            </TableHeader>
            <TableBody
              items={shown}
              renderEmptyState={() => <p className="empty-row">No store fits the search and the filter.</p>}
            >
              {(store) => <StoreTableRow store={store} />}
            </TableBody>
          </Table>
        </Virtualizer>
      </div>
    </section>
  );
}

function StoreTableRow({ store }: { store: StoreRow }) {
  const holds = store.dataTypes.map((type) => dataType(type).title).join(', ');
  return (
    <Row id={store.id} className="row" textValue={placeOf(store)}>
      <Cell>
        <SeverityBadge severity={store.severity} />
      </Cell>
      <Cell className="number">{store.score}</Cell>
      <Cell>
        <span className="mono clip" title={placeOf(store)}>
          {placeOf(store)}
        </span>
      </Cell>
      <Cell>
        <span className="clip">
          {store.product} {store.version ?? ''}
        </span>
      </Cell>
      <Cell>
        {store.access === 'none' && !store.denied ? 'not known' : accessWords[store.access]}
        {store.complete ? '' : ' …'}
      </Cell>
      <Cell className="number">{store.records === null ? '—' : formatCount(store.records)}</Cell>
      <Cell>
        <span className="clip" title={holds}>
          {holds || '—'}
        </span>
      </Cell>
    </Row>
  );
}

function passes(store: StoreRow, filter: Filter): boolean {
  if (filter === 'open') return store.access === 'read' || store.access === 'write' || store.access === 'admin';
  return filter === 'all' || store.dataTypes.length > 0;
}

function matches(store: StoreRow, search: string): boolean {
  const text =
    `${placeOf(store)} ${store.address} ${store.kind} ${store.product} ${store.version ?? ''} ${store.access} ${store.severity ?? ''} ${store.dataTypes.join(' ')}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const values: Record<string, (store: StoreRow) => number | string> = {
  severity: (store) => (store.severity === null ? -1 : severities.indexOf(store.severity)),
  score: (store) => store.score,
  place: (store) => placeOf(store),
  product: (store) => `${store.product} ${store.version ?? ''}`,
  access: (store) => accessLevels.indexOf(store.access),
  records: (store) => store.records ?? -1,
};

function order(stores: StoreRow[], { column, direction }: SortDescriptor): StoreRow[] {
  const value = values[String(column)];
  if (!value) return stores;
  const sign = direction === 'descending' ? -1 : 1;
  return stores.toSorted((a, b) => {
    const [left, right] = [value(a), value(b)];
    return (
      sign *
      (typeof left === 'number' && typeof right === 'number' ? left - right : String(left).localeCompare(String(right)))
    );
  });
}

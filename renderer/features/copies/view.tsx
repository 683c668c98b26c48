import { useEffect } from 'react';
import type { Copy, CopySide } from '../../../electron/contract/copies.ts';
import { Loading, Notice, PageHead, SeverityBadge } from '../../ui/parts.tsx';
import { paths } from '../../ui/router.ts';
import { CopyGraph } from './graph.tsx';
import { useCopies } from './store.ts';

/** Which store is a copy of which, worst first. */
export function CopiesView({ auditId }: { auditId: string }) {
  const { copies, error, auditId: shown, open } = useCopies();
  useEffect(() => void open(auditId), [open, auditId]);
  if (error)
    return (
      <Notice title="The stores cannot be compared" kind="error">
        {error}
      </Notice>
    );
  if (!copies || shown !== auditId) return <Loading what="Comparing what the stores hold" />;
  return (
    <>
      <p className="crumbs">
        <a href={paths.audit(auditId)}>← All stores of this audit</a>
      </p>
      <PageHead
        title="Copies"
        lead="Namespaces of different stores that hold the same records, here and in other audits on this machine."
      />
      {copies.length === 0 ? (
        <Notice title="No copies were seen">
          Fingerprints of what tells people and things apart were compared. A copy can be seen where the samples are
          large enough: of 10,000 records with some 1,000 sampled, of a million with 5,000.
        </Notice>
      ) : (
        <>
          <CopyGraph copies={copies} />
          <ul className="changes">
            {copies.map((copy) => (
              <CopyItem key={`${keyOf(copy.copy)} ${keyOf(copy.original)}`} copy={copy} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function CopyItem({ copy }: { copy: Copy }) {
  return (
    <li>
      <SeverityBadge severity={copy.severity} /> {copy.sentence}
      <p className="soft">
        <Side side={copy.copy} /> and <Side side={copy.original} />
        {copy.by === 'records'
          ? ` · ${copy.shared.toLocaleString('en-GB')} in both samples`
          : ' · by fields and counts alone'}
      </p>
    </li>
  );
}

function Side({ side }: { side: CopySide }) {
  return (
    <a className="mono" href={paths.store(side.auditId, side.storeId)}>
      {side.place} {side.namespace}
      {side.path ? `.${side.path}` : ''}
    </a>
  );
}

function keyOf({ storeId, namespace }: CopySide): string {
  return `${storeId} ${namespace}`;
}

import type { Copy, CopySide } from '../../../electron/contract/copies.ts';
import { opens } from '../../../electron/contract/words.ts';
import { go, paths } from '../../ui/router.ts';

interface Node {
  side: CopySide;
  x: number;
  y: number;
}

const size = { width: 860, height: 420, radius: 150 };
/** More would be a thicket: the list below holds all. */
const mostNodes = 24;
const longestLabel = 26;

/** Stores in a ring, with a line between those that share records, as thick as the share. Everything in it is in the list too. */
export function CopyGraph({ copies }: { copies: readonly Copy[] }) {
  const nodes = placed(copies);
  const lines = linesOf(copies).filter(({ from, to }) => nodes.has(from) && nodes.has(to));
  return (
    <figure className="graph" aria-label="Stores and the records that they share">
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the figure has the name, and each store its own */}
      <svg viewBox={`0 0 ${size.width} ${size.height}`}>
        {lines.map(({ from, to, share }) => {
          const [a, b] = [nodes.get(from) as Node, nodes.get(to) as Node];
          const words = share === null ? 'built alike' : `${Math.round(share * 100)} %`;
          return (
            <g key={`${from} ${to}`}>
              <line
                x1={a.x}
                y1={a.y}
                x2={b.x}
                y2={b.y}
                strokeWidth={1.5 + 6 * (share ?? 0)}
                strokeDasharray={share === null ? '5 5' : undefined}
              />
              <text className="share" x={(a.x + b.x) / 2} y={(a.y + b.y) / 2 - 6} textAnchor="middle">
                {words}
              </text>
            </g>
          );
        })}
        {[...nodes].map(([id, { side, x, y }]) => {
          const open = opens(side.access);
          const anchor = x < size.width / 2 - 5 ? 'end' : x > size.width / 2 + 5 ? 'start' : 'middle';
          const shift = anchor === 'end' ? -16 : anchor === 'start' ? 16 : 0;
          const below = anchor === 'middle' ? (y < size.height / 2 ? -20 : 30) : 4;
          return (
            // biome-ignore lint/a11y/useSemanticElements: an SVG has no anchor that the router knows
            <g
              key={id}
              role="link"
              tabIndex={0}
              className={open ? 'node open' : 'node'}
              onClick={() => go(paths.store(side.auditId, side.storeId))}
              onKeyDown={(event) => event.key === 'Enter' && go(paths.store(side.auditId, side.storeId))}
            >
              <title>{`${side.place}, ${side.product}, ${open ? 'open' : 'protected'}`}</title>
              <circle cx={x} cy={y} r={11} />
              <text x={x + shift} y={y + below} textAnchor={anchor}>
                {shortened(`${side.product} ${side.place}`)}
              </text>
              <text className="soft" x={x + shift} y={y + below + 17} textAnchor={anchor}>
                {open ? 'open' : 'protected'}
              </text>
            </g>
          );
        })}
      </svg>
    </figure>
  );
}

function placed(copies: readonly Copy[]): Map<string, Node> {
  const sides = new Map(copies.flatMap(({ copy, original }) => [copy, original]).map((side) => [side.storeId, side]));
  const shown = [...sides].slice(0, mostNodes);
  return new Map(
    shown.map(([id, side], index) => {
      const angle = Math.PI + (2 * Math.PI * index) / shown.length;
      const [x, y] = [
        size.width / 2 + size.radius * 1.3 * Math.cos(angle),
        size.height / 2 + size.radius * Math.sin(angle),
      ];
      return [id, { side, x, y }];
    }),
  );
}

/** One line between two stores: of their largest share. */
function linesOf(copies: readonly Copy[]): { from: string; to: string; share: number | null }[] {
  const lines = new Map<string, { from: string; to: string; share: number | null }>();
  for (const { copy, original, ofOriginal, ofCopy } of copies) {
    const [from = '', to = ''] = [copy.storeId, original.storeId].toSorted();
    const share = ofOriginal && ofCopy ? Math.max(ofOriginal.estimate, ofCopy.estimate) : null;
    const known = lines.get(`${from} ${to}`);
    if (!known || (share ?? 0) > (known.share ?? 0)) lines.set(`${from} ${to}`, { from, to, share });
  }
  return [...lines.values()];
}

function shortened(text: string): string {
  return text.length > longestLabel ? `${text.slice(0, longestLabel - 1)}…` : text;
}

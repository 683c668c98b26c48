import { renderToStaticMarkup } from 'react-dom/server';
import type { Branding } from '../../../contract/methods.ts';
import type { Report } from '../../../contract/report-model.ts';
import { CopiesSection } from './copies.tsx';
import { Cover } from './cover.tsx';
import { DriftSection } from './drift.tsx';
import { Method } from './method.tsx';
import { StoreSection } from './store.tsx';
import { reportStyle } from './style.ts';
import { Summary } from './summary.tsx';

/** Nothing is fetched and nothing runs, wherever the file is opened. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** Stores told in full; beyond, the table and the JSON report hold them. */
const mostStoreSections = 200;

/** The report as one HTML file, source of the PDF too. Everything a store said is escaped by React. */
export function renderHtml(report: Report, branding: Branding): string {
  const title = `Ajar audit report${branding.client ? ` for ${branding.client}` : ''}`;
  const told = report.stores.slice(0, mostStoreSections);
  const markup = renderToStaticMarkup(
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta httpEquiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <style>{reportStyle}</style>
      </head>
      <body>
        <Cover report={report} branding={branding} />
        <Summary report={report} />
        {report.drift ? <DriftSection drift={report.drift} /> : null}
        {report.copies.length > 0 ? <CopiesSection copies={report.copies} /> : null}
        {told.map((store) => (
          <StoreSection key={store.id} store={store} />
        ))}
        <Method report={report} />
      </body>
    </html>,
  );
  return `<!doctype html>\n${markup}\n`;
}

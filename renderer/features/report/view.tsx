import { useEffect } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import type { ReportFormat } from '../../../electron/contract/words.ts';
import { TextInput } from '../../ui/fields.tsx';
import { Failure, Loading, PageHead } from '../../ui/parts.tsx';
import { paths } from '../../ui/router.ts';
import { useReport } from './store.ts';

const formats: [ReportFormat, string, string][] = [
  ['pdf', 'PDF', 'for people'],
  ['html', 'HTML', 'one file, no script'],
  ['json', 'JSON', 'ajar-report/1'],
  ['csv', 'CSV', 'for a spreadsheet'],
  ['sarif', 'SARIF', 'for code scanning'],
  ['transcript', 'Transcript', 'every command sent'],
];

/** Preview, client and logo, export. */
export function ReportView({ auditId }: { auditId: string }) {
  const { branding, preview, info, error, busy, open, brand, setLogo, save } = useReport();
  useEffect(() => void open(auditId), [open, auditId]);
  return (
    <>
      <p className="crumbs">
        <a href={paths.audit(auditId)}>← All stores of this audit</a>
      </p>
      <PageHead title="Report" lead="Evidence is masked; no sampled value is in it." />
      <Failure error={error} />
      <div className="report">
        <div className="report-side">
          <TextInput
            label="Client"
            value={branding.client}
            onChange={(client) => brand({ client: client.slice(0, 200) })}
            placeholder="Name on the cover"
          />
          <div className="field">
            <span className="label">Logo</span>
            {branding.logo ? (
              <img className="logo" src={branding.logo} alt="Logo on the cover" />
            ) : (
              <span className="hint">None. PNG, JPEG or SVG, up to 2 MB.</span>
            )}
            <div className="actions">
              <FileTrigger
                acceptedFileTypes={['image/png', 'image/jpeg', 'image/svg+xml']}
                onSelect={(files) => files?.[0] && void setLogo(files[0])}
              >
                <Button className="button small">Choose logo</Button>
              </FileTrigger>
              {branding.logo ? (
                <Button className="button small" onPress={() => brand({ logo: null })}>
                  Remove
                </Button>
              ) : null}
            </div>
          </div>
          <h2>Export</h2>
          <ul className="exports">
            {formats.map(([format, name, what]) => (
              <li key={format}>
                <Button
                  className="button"
                  onPress={() => void save(format)}
                  isDisabled={busy !== null || (format === 'pdf' && info?.canPrintPdf === false)}
                >
                  {busy === format ? `Making ${name}…` : name}
                </Button>
                <span className="soft">{what}</span>
              </li>
            ))}
          </ul>
          {info?.canPrintPdf === false ? <p className="hint">{info.pdfHint}</p> : null}
        </div>
        <div className="report-page">
          {preview ? (
            <iframe title="Preview of the report" sandbox="" srcDoc={preview} />
          ) : (
            <Loading what="Making the preview" />
          )}
        </div>
      </div>
    </>
  );
}

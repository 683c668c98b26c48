/** The report's only style sheet, inlined so that the file stands alone. Colours are doubled by words and symbols, for black and white. */
export const reportStyle = `
:root { --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --tint: #f6f8fa; --critical: #8f1130; --high: #b3541e; --medium: #8a6d00; --low: #3b6ea5; --info: #57606a; }
* { box-sizing: border-box; }
html { background: #e9ecef; }
body { margin: 0 auto; max-width: 210mm; padding: 14mm 16mm; background: #fff; color: var(--ink); font: 10pt/1.45 "Inter", "Segoe UI", "Noto Sans", "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 28pt; line-height: 1.15; margin: 0 0 6mm; }
h2 { font-size: 17pt; margin: 0 0 4mm; break-after: avoid; }
h3 { font-size: 12pt; margin: 6mm 0 2mm; break-after: avoid; }
h4 { font-size: 10.5pt; margin: 4mm 0 1mm; break-after: avoid; }
p { margin: 0 0 2.5mm; orphans: 3; widows: 3; }
section { break-before: page; padding-top: 8mm; }
section.cover, section.flow { break-before: auto; }
section.cover { padding-top: 30mm; min-height: 240mm; display: flex; flex-direction: column; }
.cover .brand { color: var(--soft); letter-spacing: .08em; text-transform: uppercase; font-size: 9pt; margin-bottom: 8mm; }
.cover .logo { max-width: 60mm; max-height: 28mm; object-fit: contain; object-position: left; margin-bottom: 16mm; }
.cover .client { font-size: 15pt; color: var(--soft); margin-bottom: 18mm; overflow-wrap: anywhere; }
.cover footer { margin-top: auto; color: var(--soft); font-size: 8.5pt; }
dl { display: grid; grid-template-columns: 38mm 1fr; gap: 1mm 4mm; margin: 0 0 4mm; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; margin: 0 0 5mm; font-size: 8.8pt; table-layout: fixed; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th { text-align: left; font-weight: 600; border-bottom: 1.2pt solid var(--ink); padding: 1.2mm 2mm 1.2mm 0; vertical-align: bottom; }
td { border-bottom: .6pt solid var(--line); padding: 1.4mm 2mm 1.4mm 0; vertical-align: top; overflow-wrap: anywhere; }
.number { text-align: right; font-variant-numeric: tabular-nums; padding-right: 10px; }
th.number { text-align: right; }
.mono, code, pre { font-family: "JetBrains Mono", "Cascadia Mono", "Noto Sans Mono", Consolas, Menlo, monospace; font-size: 8.2pt; }
pre { background: var(--tint); border: .6pt solid var(--line); border-radius: 1mm; padding: 2mm 2.5mm; white-space: pre-wrap; overflow-wrap: anywhere; margin: 1mm 0 2mm; break-inside: avoid; }
.soft { color: var(--soft); }
p.soft { break-after: avoid; }
.tiny { font-size: 8pt; color: var(--soft); }
.severity { display: inline-block; font-weight: 700; white-space: nowrap; }
.severity.critical { color: var(--critical); } .severity.high { color: var(--high); } .severity.medium { color: var(--medium); } .severity.low { color: var(--low); } .severity.info { color: var(--info); }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 4mm; margin: 4mm 0 6mm; }
.figure { border: .8pt solid var(--line); border-radius: 1.5mm; padding: 3mm; break-inside: avoid; }
.figure b { display: block; font-size: 18pt; line-height: 1.2; overflow-wrap: anywhere; }
.lead { font-size: 12pt; line-height: 1.5; }
.finding { break-inside: avoid; border-left: 3pt solid var(--line); padding-left: 4mm; margin: 0 0 5mm; }
.finding.critical { border-color: var(--critical); } .finding.high { border-color: var(--high); } .finding.medium { border-color: var(--medium); } .finding.low { border-color: var(--low); }
.finding.fixed { opacity: .75; }
.finding > header { break-inside: avoid; break-after: avoid; }
ol, ul { margin: 0 0 3mm; padding-left: 6mm; }
li { margin-bottom: 1mm; }
ol > li { break-inside: avoid; }
.counts span { margin-right: 6mm; white-space: nowrap; }
.counts span span { margin-right: 1mm; }
.store-head { display: flex; justify-content: space-between; align-items: baseline; gap: 6mm; border-bottom: 1.2pt solid var(--ink); margin-bottom: 4mm; }
.store-head h2 { overflow-wrap: anywhere; }
.store-head .score { font-size: 15pt; font-weight: 700; white-space: nowrap; }
@page { size: A4; margin: 20mm 16mm 18mm; @top-left { content: "Ajar audit report"; font: 8pt sans-serif; color: #57606a; } @top-right { content: "Confidential"; font: 8pt sans-serif; color: #57606a; } @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #57606a; } }
@page :first { @top-left { content: ""; } @top-right { content: ""; } @bottom-right { content: ""; } }
@media print { html { background: none; } body { max-width: none; padding: 0; } section { padding-top: 0; } section.cover { padding-top: 30mm; min-height: 235mm; } }
@media screen { section + section { border-top: 1px solid var(--line); margin-top: 14mm; } }
`;

import { Component, type ReactNode, useEffect, useRef } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { AuditView } from './features/audit/view.tsx';
import { AuditsView } from './features/audits/view.tsx';
import { ChangesView } from './features/changes/view.tsx';
import { CopiesView } from './features/copies/view.tsx';
import { NewAuditView } from './features/new-audit/view.tsx';
import { ReportView } from './features/report/view.tsx';
import { SchedulesView } from './features/schedules/view.tsx';
import { StoreView } from './features/store/view.tsx';
import { Notice } from './ui/parts.tsx';
import { type Page, paths, useRouter } from './ui/router.ts';
import { type Theme, useTheme } from './ui/theme.ts';

export function App() {
  const page = useRouter((state) => state.page);
  const main = useRef<HTMLElement>(null);
  const key = JSON.stringify(page);
  const first = useRef(true);
  // Keyboard and screen reader follow to the new page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the page's key is what changes
  useEffect(() => {
    if (!first.current) main.current?.focus();
    first.current = false;
    main.current?.scrollTo(0, 0);
  }, [key]);
  return (
    <div className="app">
      <nav className="side" aria-label="Main">
        <a className="brand" href={paths.audits}>
          <Mark />
          Ajar
        </a>
        <ul>
          <li>
            <a href={paths.audits} aria-current={page.name === 'audits' ? 'page' : undefined}>
              Audits
            </a>
          </li>
          <li>
            <a href={paths.newAudit} aria-current={page.name === 'new-audit' ? 'page' : undefined}>
              New audit
            </a>
          </li>
          <li>
            <a href={paths.schedules} aria-current={page.name === 'schedules' ? 'page' : undefined}>
              Schedules
            </a>
          </li>
        </ul>
        <ThemeChoice />
      </nav>
      <main ref={main} tabIndex={-1}>
        <Fence key={key}>
          <PageView page={page} />
        </Fence>
      </main>
    </div>
  );
}

/** A door that is left a little open. */
function Mark() {
  return (
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <path d="M4 21V3h16v18" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path d="M9 3l8 2.6V21H9z" fill="currentColor" opacity=".85" />
      <circle cx="14.4" cy="13" r="1.1" className="knob" />
    </svg>
  );
}

function PageView({ page }: { page: Page }) {
  switch (page.name) {
    case 'audits':
      return <AuditsView />;
    case 'new-audit':
      return <NewAuditView />;
    case 'audit':
      return <AuditView auditId={page.auditId} />;
    case 'store':
      return <StoreView auditId={page.auditId} storeId={page.storeId} />;
    case 'schedules':
      return <SchedulesView />;
    case 'copies':
      return <CopiesView auditId={page.auditId} />;
    case 'changes':
      return <ChangesView auditId={page.auditId} />;
    case 'report':
      return <ReportView auditId={page.auditId} />;
    case 'nowhere':
      return (
        <Notice title="There is no such page">
          <a href={paths.audits}>Back to the audits</a>
        </Notice>
      );
  }
}

const themes: [Theme, string][] = [
  ['system', 'Auto'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

function ThemeChoice() {
  const { theme, choose } = useTheme();
  return (
    <RadioGroup
      className="segments"
      value={theme}
      onChange={(value) => choose(value as Theme)}
      orientation="horizontal"
    >
      <Label className="hidden">Colours</Label>
      {themes.map(([value, label]) => (
        <Radio key={value} value={value}>
          {label}
        </Radio>
      ))}
    </RadioGroup>
  );
}

/** A defect on one page leaves the others usable. */
class Fence extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <Notice title="This page failed" kind="error">
        Nothing is lost: audits are on disk. <a href={paths.audits}>Back to the audits</a>
      </Notice>
    );
  }
}

import { create } from 'zustand';

export type Theme = 'system' | 'light' | 'dark';
const key = 'ajar-theme';

function stored(): Theme {
  const value = window.localStorage.getItem(key);
  return value === 'light' || value === 'dark' ? value : 'system';
}

function apply(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

export const useTheme = create<{ theme: Theme; choose: (theme: Theme) => void }>((set) => ({
  theme: stored(),
  choose(theme) {
    window.localStorage.setItem(key, theme);
    apply(theme);
    set({ theme });
  },
}));

apply(useTheme.getState().theme);

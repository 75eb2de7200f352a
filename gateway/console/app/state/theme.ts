import { effect, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';

const key = 'infragraph-theme';

/** The colours the reader chose; `auto` follows the system. */
export const theme = signal<Theme>(readTheme());

/** Paints the page in the chosen colours and remembers them. */
export function keepTheme(): void {
  effect(() => {
    if (theme.value === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme.value;
    if (theme.value !== readTheme()) localStorage.setItem(key, theme.value);
  });
}

function readTheme(): Theme {
  const kept = localStorage.getItem(key);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

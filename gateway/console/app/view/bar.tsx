import type { JSX } from 'preact';

interface BarProps {
  /** From 0 to 1. */
  readonly part: number;
  readonly label: string;
  readonly tone?: 'plain' | 'good' | 'warn' | 'bad';
}

/** A bar that is filled to a part. Its length is set through the style object, which the page's policy allows. */
export function Bar({ part, label, tone = 'plain' }: BarProps): JSX.Element {
  const percent = Math.round(part * 1000) / 10;
  return (
    <div
      class={`bar ${tone}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <i style={{ transform: `scaleX(${part})` }} />
    </div>
  );
}

/** How full something is: calm, then not. */
export function fullness(part: number): 'plain' | 'warn' | 'bad' {
  return part >= 0.95 ? 'bad' : part >= 0.8 ? 'warn' : 'plain';
}

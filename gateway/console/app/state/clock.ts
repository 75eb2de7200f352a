import { signal } from '@preact/signals';

/** Milliseconds since the epoch, moved on now and then: what is told as "2 min ago" must not stand still. */
export const now = signal(Date.now());

/** Keeps it going. */
export function runClock(): void {
  setInterval(() => {
    now.value = Date.now();
  }, 10_000);
}

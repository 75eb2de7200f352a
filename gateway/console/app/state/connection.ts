import { signal } from '@preact/signals';

/** How the page hears of changes. */
export type Connection = 'connecting' | 'live' | 'reconnecting' | 'offline';

/** Without a connection for so long, the page says that it is offline. It goes on trying. */
const offlineAfterMs = 15_000;

export const connection = signal<Connection>('connecting');

/** Counts connections: what was read before may be old whenever it grows. */
export const connections = signal(0);

let timer: number | undefined;

/** The socket stands. */
export function reached(): void {
  clearTimeout(timer);
  timer = undefined;
  connection.value = 'live';
  connections.value++;
}

/** The socket is gone, or did not come. */
export function lost(): void {
  if (connection.value === 'offline' || timer !== undefined) return;
  connection.value = 'reconnecting';
  timer = setTimeout(() => {
    timer = undefined;
    connection.value = 'offline';
  }, offlineAfterMs) as unknown as number;
}

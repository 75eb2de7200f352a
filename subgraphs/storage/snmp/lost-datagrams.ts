import { readFile } from 'node:fs/promises';

const tables = ['/proc/net/udp', '/proc/net/udp6'];

/**
 * How many datagrams the system has thrown away because the sockets of a port were full, since they were
 * opened; undefined where the system does not tell (it is Linux that does).
 */
export async function lostDatagrams(port: number): Promise<number | undefined> {
  const texts = await Promise.all(tables.map((table) => readFile(table, 'utf8').catch(() => '')));
  const lost = texts.flatMap((text) => dropsOf(text, port));
  return lost.length === 0 ? undefined : lost.reduce((sum, n) => sum + n, 0);
}

/** The last column of each line whose local port is this one. */
export function dropsOf(table: string, port: number): readonly number[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(`:${hexPort}`))
    .map((columns) => Number(columns.at(-1)) || 0);
}

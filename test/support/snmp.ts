import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How a real trap is sent: options of the program before its address, and what it tells. */
export interface SnmpTrap {
  /** Such as `['-v2c', '-c', 'public']`. */
  readonly options: readonly string[];
  readonly port: number;
  /** For version 1 enterprise, agent, generic, specific, uptime; else uptime and trap id. */
  readonly head: readonly string[];
  /** Object id, type letter and value, repeated. */
  readonly values?: readonly string[];
  /** Own address to send from; the system's choice when absent. */
  readonly from?: string;
}

/** Sends a trap, or with `-Ci` an inform, by the system's snmptrap; fails when the program does. */
export async function sendTrap(trap: SnmpTrap): Promise<void> {
  const from = trap.from === undefined ? [] : ['--clientaddr=' + trap.from];
  const target = `udp:127.0.0.1:${trap.port}`;
  await run('snmptrap', [...from, ...trap.options, target, ...trap.head, ...(trap.values ?? [])], {
    timeout: 20_000,
    env: { ...process.env, MIBS: '', SNMP_PERSISTENT_DIR: process.env['TMPDIR'] ?? '/tmp' },
  });
}

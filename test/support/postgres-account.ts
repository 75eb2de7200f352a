import { readFileSync } from 'node:fs';

/** The operating-system account that initdb and postgres run under. */
export interface ServerAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The account to switch to, or undefined when the tests' own account will do. PostgreSQL refuses
 * to run as root, so root lends it `postgres`, else `nobody`. Fails when the machine has neither.
 */
export function serverAccount(): ServerAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;

  const rows = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const row = rows.find(([login]) => login === name);
    if (row) return { name, uid: Number(row[2]), gid: Number(row[3]) };
  }
  throw new Error(
    'PostgreSQL refuses to run as root and /etc/passwd has neither "postgres" nor "nobody": add one of them or run the tests as another user',
  );
}

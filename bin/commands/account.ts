import { createInterface } from 'node:readline/promises';
import { roles, type Role } from '../../subgraphs/kernel/identity/viewer.js';
import { StartFailure } from '../../subgraphs/kernel/errors/start-failure.js';
import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import type { CommandInput } from '../command-input.js';
import { withKernel } from './with-kernel.js';

/** `infragraph account create NAME [--role ROLE] [--tenant ID]`; the password is the first line of standard input. */
export async function account(input: CommandInput): Promise<number> {
  const [, name = ''] = input.args;
  const role = readRole(input.options['role']);
  const password = await readPassword();
  return withKernel(input, async ({ identity }) => {
    const first = (await identity.mode()) === 'open';
    const created = await identity.accounts.create({
      name,
      password,
      role: role ?? (first ? 'admin' : 'viewer'),
      tenantId: input.options['tenant'] ?? null,
    });
    process.stdout.write(
      `Created the account ${created.name} (${created.role}).${first ? ' The server is closed now: everybody must sign in.' : ''}\n`,
    );
  });
}

function readRole(given: string | undefined): Role | undefined {
  const role = roles.find((known) => known === given);
  if (given !== undefined && !role)
    throw new ConfigError([`--role must be one of ${roles.join(', ')}, not "${given}"`]);
  return role;
}

/** A terminal is asked without showing what is typed; a pipe is read. */
async function readPassword(): Promise<string> {
  const { stdin, stderr } = process;
  if (stdin.isTTY) stderr.write('Password: ');
  const silent = {
    write: () => true,
    on: () => silent,
    once: () => silent,
    removeListener: () => silent,
    emit: () => false,
    end: () => silent,
  };
  const lines = createInterface({
    input: stdin,
    ...(stdin.isTTY ? { output: silent as never, terminal: true } : {}),
  });
  try {
    for await (const line of lines) return line;
    throw new StartFailure(
      'There is no password on standard input. Type it when asked, or send it, such as with "infragraph account create NAME < FILE".',
    );
  } finally {
    lines.close();
    if (stdin.isTTY) stderr.write('\n');
  }
}

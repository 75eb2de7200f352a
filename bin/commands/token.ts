import { duration } from '../../subgraphs/kernel/config/row.js';
import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import type { CommandInput } from '../command-input.js';
import { withKernel } from './with-kernel.js';

/** `infragraph token create ACCOUNT [--name NAME] [--scopes LIST] [--expires DURATION]`: prints the token, this once. */
export async function token(input: CommandInput): Promise<number> {
  const [action, owner = ''] = input.args;
  if (action !== 'create')
    throw new ConfigError([`"${action ?? ''}" is not an action of token; there is create`]);
  const scopes = input.options['scopes']?.split(',').map((scope) => scope.trim()) ?? null;
  const expiresAt = readExpiry(input.options['expires']);
  return withKernel(input, async ({ identity }) => {
    const account = await identity.accounts.findByName(owner);
    if (!account) throw new ConfigError([`there is no account "${owner}"`]);
    const created = await identity.apiTokens.create({
      accountId: account.uuid,
      name: input.options['name'] ?? 'command line',
      scopes,
      expiresAt,
    });
    process.stdout.write(`${created.secret}\n`);
  });
}

function readExpiry(given: string | undefined): Date | null {
  if (given === undefined) return null;
  try {
    return new Date(Date.now() + duration('expires', '1d', '').parse(given));
  } catch (error) {
    throw new ConfigError([`--expires ${error instanceof Error ? error.message : 'is not valid'}`]);
  }
}

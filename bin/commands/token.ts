import { duration } from '../../subgraphs/kernel/config/row.js';
import { StartFailure } from '../../subgraphs/kernel/errors/start-failure.js';
import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import type { CommandInput } from '../command-input.js';
import { withKernel } from './with-kernel.js';

/** `infragraph token create ACCOUNT [--name NAME] [--scopes LIST] [--expires DURATION]`: prints the token, this once. */
export async function token(input: CommandInput): Promise<number> {
  const [, owner = ''] = input.args;
  const scopes = input.options['scopes']?.split(',').map((scope) => scope.trim()) ?? null;
  const expiresAt = readExpiry(input.options['expires']);
  return withKernel(input, async ({ identity }) => {
    const account = await identity.accounts.findByName(owner);
    if (!account)
      throw new StartFailure(`There is no account "${owner}". Create it with "infragraph account create".`);
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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Contender } from './contender.js';

const sources = join(import.meta.dirname, '../../../..');

/** Holds the rivals' package file and lockfile, and what is installed of them; this module runs from dist. */
export const rivalsFolder = join(sources, 'test/bench/gateway/rivals');

/** Installs what the contenders need besides the product's own packages, unless it is there already. */
export async function installRivals(wanted: readonly Contender[]): Promise<void> {
  if (wanted.every(({ from }) => from === 'product')) return;
  // The launcher runs from the sources, not from dist.
  const { ensureInstalled } = (await import(
    pathToFileURL(join(sources, 'bin/launcher/install.mjs')).href
  )) as { ensureInstalled(folder: string, why: string): Promise<void> };
  await ensureInstalled(rivalsFolder, 'installing the gateways to compare with');
}

/** The contender's packages with their versions, such as "mercurius 16.10.1". */
export function versionsOf({ packages, from }: Contender): string {
  const home = from === 'rivals' ? rivalsFolder : sources;
  return packages
    .map((name) => {
      const file = join(home, 'node_modules', name, 'package.json');
      return `${name} ${(JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version}`;
    })
    .join(', ');
}

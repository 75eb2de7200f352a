import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../kernel/database/engine.js';
import type { BackupConfig } from '../config.js';
import type { NodeSettings } from './node-presence.js';

/** The node this process is when it works: named by the settings, else by where it stands. */
export function ownNode(
  { nodeName, stagingDir, directory, dataDir }: BackupConfig,
  engine: Pick<Engine, 'kind'>,
): NodeSettings {
  return {
    name: nodeName ?? (engine.kind === 'embedded' ? 'local' : hostNode()),
    address: hostname(),
    stagingDir: stagingDir ?? join(directory ?? join(dataDir, 'backup'), 'staging'),
    version: productVersion(),
  };
}

/** The host name as the name of a place. */
function hostNode(): string {
  const name = hostname()
    .replaceAll(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '');
  return name.slice(0, 63) || 'host';
}

function productVersion(): string {
  const file = join(import.meta.dirname, '..', '..', '..', '..', 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
  return manifest.version;
}

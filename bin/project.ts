import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of the checkout: the compiled command line stands in dist/bin. */
export const projectRoot = join(import.meta.dirname, '..', '..');

/** Version of the product. */
export function productVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest))
    throw new Error('package.json names no version.');
  return String(manifest.version);
}

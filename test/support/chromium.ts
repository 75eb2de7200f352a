import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const names = ['chromium', 'chromium-browser', 'google-chrome'];
const remedy =
  'install Chromium, such as by "apt-get install chromium", or put chromium, chromium-browser or google-chrome on PATH';

/** Path of the machine's Chromium, or undefined when PATH has none. */
export function findChromium(path = process.env['PATH'] ?? ''): string | undefined {
  const places = path.split(delimiter).filter((dir) => dir !== '');
  return names.flatMap((name) => places.map((dir) => join(dir, name))).find(isExecutable);
}

/**
 * Path of a Chromium, which CI, running as root on Debian, installs when there is none.
 *
 * Fails with the remedy when there is none and none may or can be installed.
 */
export async function ensureChromium(): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  if (!process.env['CI'] || process.getuid?.() !== 0) throw new Error(`there is no Chromium: ${remedy}`);
  await installChromium();
  const installed = findChromium();
  if (installed === undefined) throw new Error(`apt-get installed chromium, but PATH has none: ${remedy}`);
  return installed;
}

async function installChromium(): Promise<void> {
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 300_000,
    maxBuffer: 64 * 1024 * 1024,
  };
  try {
    await run('apt-get', ['update'], options);
    await run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], options);
  } catch (error) {
    throw new Error(`apt-get could not install chromium; ${remedy}`, { cause: error });
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import { ensureProgram, findProgram, type DebianProgram } from './debian-programs.js';

const chromium: DebianProgram = {
  name: 'chromium',
  otherNames: ['chromium-browser', 'google-chrome'],
  packageName: 'chromium',
};

/** Path of the machine's Chromium, or undefined when PATH has none. */
export function findChromium(path?: string): string | undefined {
  return findProgram(chromium, path);
}

/**
 * Path of a Chromium, which CI, running as root on Debian, installs when there is none.
 *
 * Fails with the remedy when there is none and none may or can be installed.
 */
export function ensureChromium(): Promise<string> {
  return ensureProgram(chromium);
}

import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from '../errors/start-failure.js';
import { keyBytes, parseKeyRing, type KeyRing } from './key-ring.js';

/**
 * The key ring of an embedded installation, kept in its data directory and made at the first start.
 * The file appears whole or not at all, and only its owner may read it; it throws when others may.
 * Losing it makes the encrypted columns unreadable, so it belongs into the backup, apart from the data.
 */
export function keyRingInFile(dataDir: string): KeyRing {
  const file = join(dataDir, 'secrets.key');
  createOnce(file, dataDir);
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new StartFailure(`Others may read the key file ${file}. Make it private with "chmod 600".`);
  }
  try {
    return parseKeyRing(readFileSync(file, 'utf8').trim());
  } catch (error) {
    throw new StartFailure(
      `The key file ${file} ${error instanceof Error ? error.message : 'is not valid'}. Restore it from a backup.`,
      { cause: error },
    );
  }
}

/**
 * Puts a new random key in front of the file's keys, which stay, and gives the ring. The file is replaced whole;
 * only who holds the lock of the data directory may do it.
 */
export function addKeyToFile(dataDir: string): KeyRing {
  keyRingInFile(dataDir);
  const file = join(dataDir, 'secrets.key');
  const draft = `${file}.${process.pid}.new`;
  const keys = `${randomBytes(keyBytes).toString('base64')},${readFileSync(file, 'utf8').trim()}\n`;
  try {
    writeFileSync(draft, keys, { mode: 0o600, flush: true });
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  return keyRingInFile(dataDir);
}

function createOnce(file: string, dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.new`;
  try {
    statSync(file);
    return;
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  writeFileSync(draft, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

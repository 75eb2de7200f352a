import { chmodSync, chownSync, cpSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ServerAccount } from './postgres-account.js';

// A unix socket's path ends at 103 bytes on macOS (107 on Linux); our part of it takes 45.
const longestRoot = 58;

/**
 * Makes a temporary folder that only `account` can enter, or only we when there is none. Fails
 * when every temporary folder of the machine is closed to it or too long for a unix socket's path.
 */
export function makeServerDirectory(account: ServerAccount | undefined): string {
  const roots = [tmpdir(), '/tmp', '/var/tmp'];
  const root = roots.find((path) => path.length <= longestRoot && (!account || isOpenToAll(path)));
  if (!root) {
    throw new Error(
      `none of ${roots.join(', ')} can hold a test server: set TMPDIR to a short path that ${account?.name ?? 'this user'} can reach`,
    );
  }

  const directory = mkdtempSync(join(root, 'infragraph-pg-'));
  if (account) chownSync(directory, account.uid, account.gid);
  return directory;
}

/** Copies binaries out of a folder that `account` cannot enter, such as a clone below /root. */
export function copyForAccount(source: string, account: ServerAccount): string {
  const target = makeServerDirectory(account);
  cpSync(source, target, { recursive: true, verbatimSymlinks: true });

  for (const entry of readdirSync(target, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
  return target;
}

function isOpenToAll(path: string): boolean {
  const passable = (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o001;
  if (!passable) return false;
  return path === dirname(path) || isOpenToAll(dirname(path));
}

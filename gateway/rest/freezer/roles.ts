import type { Role } from '../../../subgraphs/kernel/identity/viewer.js';

/** Role names of Keystone in the order of what they may do, and what they are here (freezer.md §7, "V2 roles"). */
const known: readonly (readonly [name: string, role: Role])[] = [
  ['admin', 'admin'],
  ['service', 'admin'],
  ['member', 'operator'],
  ['_member_', 'operator'],
  ['reader', 'viewer'],
];

/** The highest role among names of Keystone, in any case of letters; null when none of them is known. */
export function roleOf(names: readonly string[]): Role | null {
  const given = new Set(names.map((name) => name.trim().toLowerCase()));
  return known.find(([name]) => given.has(name))?.[1] ?? null;
}

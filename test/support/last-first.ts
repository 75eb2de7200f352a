import type { ChildOwner } from './child.js';

/** Ends what is handed to it in reverse order, where node:test would remove a folder before its user ends. */
export function lastFirst(owner: ChildOwner): ChildOwner {
  const ends: (() => Promise<void>)[] = [];
  owner.after(async () => {
    for (const end of ends.reverse()) await end();
  });
  return { after: (end) => void ends.push(end) };
}

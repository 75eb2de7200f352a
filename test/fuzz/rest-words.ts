import type { Dialect } from '../../gateway/rest/route.js';

/** Words that mean something to every dialect: what is there, and what is said of it. */
const known = [
  'default',
  'fake_driver',
  '1',
  '2',
  '3',
  'dummy-1',
  'dummy-2',
  'ann',
  'vault',
  'orders',
  'db1.example.org',
  'true',
  '0',
  '10',
  '1000',
  '1700000000',
  'available',
  'deleted',
];

/** Words of a dialect: those of its examples, its keys and its path, and what the product was given besides. */
export function wordsOf(dialect: Dialect, seeded: readonly string[] = []): readonly string[] {
  const words = new Set([...known, ...seeded]);
  for (const { path, document } of dialect.rows) {
    for (const part of path.split('/')) if (part !== '' && !part.startsWith(':')) words.add(part);
    collect(document.example, words);
  }
  // What names something that is there comes often enough to be met where it belongs.
  return [...words, ...Array.from({ length: 8 }, () => seeded).flat()];
}

function collect(value: unknown, words: Set<string>): void {
  if (typeof value === 'string') words.add(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (!Array.isArray(value)) words.add(key);
    collect(member, words);
  }
}

import type { Sent } from './transports.js';

/** An attack with its number in the list of reliability.md B2. */
export interface HostileCase {
  readonly number: number;
  readonly title: string;
  readonly sent: Sent;
  /** What the messages must say, where it matters which rule refuses it. */
  readonly says?: RegExp;
}

const repeat = (text: string, times: number): string => text.repeat(times);

/** A walk that goes round: as many levels of fields as asked for, without any list. */
export function nested(levels: number): string {
  return walk(levels).replace('{ task', '{ task(guid: "x")');
}

function walk(levels: number): string {
  return `{ task ${repeat('{ parent ', levels - 2)} { guid } ${repeat('} ', levels - 2)} }`;
}

/** A walk round over pages of pages. */
function nestedPages(turns: number): string {
  return `{ clouds ${repeat('{ nodes { nodes { cloud ', turns)} { name } ${repeat('} } } ', turns)} }`;
}

/** Fragments of which each spreads the next twice: 2^20 fields for a reader that expands them. */
const bomb = `{ ...f0 } ${Array.from({ length: 20 }, (_, i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`).join(' ')} fragment f20 on Query { __typename }`;

/** The same over pages whose length is a variable: what is worked out per request must not expand it either. */
const variableBomb = `query ($n: Int) { clouds { ...f0 } } ${Array.from({ length: 20 }, (_, i) => `fragment f${i} on Cloud { ...f${i + 1} ...f${i + 1} }`).join(' ')} fragment f20 on Cloud { nodes(first: $n) { totalCount nodes { name } } }`;

const aliases = (count: number, field: string): string =>
  `{ ${Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join(' ')} }`;

const logins = (count: number): string =>
  `mutation ${aliases(count, 'login(input:{name:"admin",password:"x"}){token}')}`;

/** Refused on every transport, and no subgraph hears of it. */
export const refusedEverywhere: readonly HostileCase[] = [
  { number: 2, title: 'a walk of 15 levels', sent: { query: nested(15) }, says: /deeper than 12 levels/ },
  { number: 2, title: 'a walk of 13 levels', sent: { query: nested(13) }, says: /deeper than 12 levels/ },
  {
    number: 2,
    title: 'a subscription of 15 levels',
    sent: { query: `subscription { taskEvents { ${walk(15).slice(2)} }` },
    says: /deeper than 12 levels|Subscriptions are answered/,
  },
  ...[25, 200, 500].map((levels) => ({
    number: 3,
    title: `a circle of ${levels} levels`,
    sent: { query: nested(levels) },
    says: /deeper than 12 levels/,
  })),
  {
    number: 3,
    title: 'a circle over pages',
    sent: { query: nestedPages(60) },
    says: /deeper than 12 levels/,
  },
  {
    number: 4,
    title: '5,000 levels',
    sent: { query: `${repeat('{clouds', 5000)}${repeat('}', 5000)}` },
    says: /token/i,
  },
  { number: 5, title: '101 aliases', sent: { query: aliases(101, '__typename') }, says: /30 aliases/ },
  {
    number: 5,
    title: '31 aliases in fragments',
    sent: {
      query: `{ clouds { ...a ...b } } fragment a on Cloud ${aliases(20, 'name')} fragment b on Cloud ${aliases(11, 'name')}`,
    },
    says: /30 aliases/,
  },
  { number: 6, title: '1,000 logins', sent: { query: logins(1000) } },
  { number: 6, title: '25 logins', sent: { query: logins(25) }, says: /20 fields at its root/ },
  { number: 7, title: 'ten unknown directives', sent: { query: `{ __typename ${repeat('@x ', 10)} }` } },
  { number: 8, title: '10,000 directives', sent: { query: `{ __typename ${repeat('@x ', 10_000)} }` } },
  ...[9, 10, 20, 60].map((count) => ({
    number: 9,
    title: `${count} directives that are known`,
    sent: {
      query: `{ clouds { ${Array.from({ length: count }, () => '... @include(if: true) { name }').join(' ')} } }`,
    },
    says: /8 directives/,
  })),
  ...[3000, 10_000].map((count) => ({
    number: 11,
    title: `a field asked for ${count} times`,
    sent: { query: `{ ${repeat('id ', count)} }` },
  })),
  {
    number: 12,
    title: 'fragments in a circle',
    sent: { query: '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }' },
  },
  {
    number: 12,
    title: 'a fragment in itself',
    sent: { query: '{ ...a } fragment a on Query { ...a }' },
  },
  { number: 13, title: 'a bomb of fragments', sent: { query: bomb }, says: /5000 fields/ },
  {
    number: 13,
    title: 'a bomb of fragments over pages of any length',
    sent: { query: variableBomb, variables: { n: 1 } },
    says: /5000 fields/,
  },
  {
    number: 15,
    title: 'introspection by nobody',
    sent: { query: '{ __schema { types { name } } }' },
    says: /developer/,
  },
  {
    number: 15,
    title: 'introspection of a type by nobody',
    sent: { query: '{ __type(name: "Query") { name } }' },
    says: /developer/,
  },
  {
    number: 15,
    title: 'introspection in a fragment beside another field',
    sent: { query: '{ clouds { name } ...a } fragment a on Query { __schema { description } }' },
    says: /developer/,
  },
  { number: 16, title: 'a field almost right', sent: { query: '{ cloudz { nam } }' } },
  { number: 16, title: 'a type almost right', sent: { query: 'query ($a: Strin) { clouds { name } }' } },
  { number: 16, title: 'an argument almost right', sent: { query: '{ cloud(nam: "x") { name } }' } },
  {
    number: 16,
    title: 'an enum value almost right',
    sent: { query: '{ computeNodes(orderBy: NAME_AS) { totalCount } }' },
  },
  {
    number: 16,
    title: 'an input field almost right',
    sent: {
      query: 'query ($f: ComputeNodeFilter) { computeNodes(filter: $f) { totalCount } }',
      variables: { f: { nam: 1 } },
    },
  },
  {
    number: 17,
    title: 'pages of pages of pages',
    sent: {
      query:
        '{ computeNodes(first: 300) { nodes { backupRecords(first: 300) { nodes { computeNode { backupRecords(first: 900) { nodes { id } } } } } } } }',
    },
    says: /costs \d+, and 5000 at most/,
  },
  {
    number: 17,
    title: 'pages of pages whose length is a variable',
    sent: {
      query:
        'query ($n: Int = 5) { computeNodes(first: $n) { nodes { backupRecords(first: $n) { nodes { id } } } } }',
      variables: { n: 1000 },
    },
    says: /costs \d+, and 5000 at most/,
  },
  {
    number: 17,
    title: 'pages of pages whose length stands as the default of a variable',
    sent: {
      query:
        'query ($n: Int = 900) { computeNodes(first: $n) { nodes { backupRecords(last: $n) { nodes { id } } } } }',
    },
    says: /costs \d+, and 5000 at most/,
  },
  {
    number: 17,
    title: 'pages and edges in fragments',
    sent: {
      query:
        '{ computeNodes(first: 100) { ...p } } fragment p on ComputeNodeConnection { edges { node { backupRecords(first: 100) { edges { node { id } } } } } }',
    },
    says: /costs \d+, and 5000 at most/,
  },
  { number: 23, title: 'bad syntax', sent: { query: '{' } },
  { number: 23, title: 'a NUL byte', sent: { query: '{ \u0000 }' } },
  { number: 23, title: 'no operation', sent: { query: '' } },
  {
    number: 23,
    title: 'two operations and no name',
    sent: { query: 'query a { __typename } query b { __typename }' },
  },
  {
    number: 24,
    title: 'variables nested 21 levels deep',
    sent: {
      query: 'query ($f: ComputeNodeFilter) { computeNodes(filter: $f) { totalCount } }',
      variables: JSON.parse(`{"f":${repeat('{"a":', 21)}1${repeat('}', 21)}}`) as object,
    },
    says: /variables are nested deeper than 20/,
  },
  { number: 25, title: 'a field name of 60 kB', sent: { query: `{ ${repeat('a', 60_000)} }` } },
  {
    number: 25,
    title: 'a value of 60 kB where another belongs',
    sent: {
      query: 'query ($n: Int) { computeNodes(first: $n) { totalCount } }',
      variables: { n: repeat('a', 60_000) },
    },
  },
  { number: 33, title: '_service', sent: { query: '{ _service { sdl } }' } },
  { number: 33, title: '_entities', sent: { query: '{ _entities(representations: []) { __typename } }' } },
  {
    number: 34,
    title: 'a persisted query nobody has sent',
    sent: { extensions: { persistedQuery: { version: 1, sha256Hash: repeat('0', 64) } } },
    says: /PersistedQueryNotFound/,
  },
  {
    number: 34,
    title: "a persisted query under another's hash",
    sent: {
      query: '{ __typename }',
      extensions: { persistedQuery: { version: 1, sha256Hash: repeat('0', 64) } },
    },
    says: /not that of the operation/,
  },
];

/** Legitimate, though near a limit: answered on every transport. */
export const answeredEverywhere: readonly HostileCase[] = [
  { number: 1, title: 'a walk of 12 levels', sent: { query: nested(12) } },
  {
    number: 5,
    title: '30 aliases of one field',
    sent: { query: `{ viewer ${aliases(30, '__typename')} }` },
  },
  {
    number: 9,
    title: 'eight directives that are known',
    sent: { query: `{ ${repeat('... @include(if: true) { __typename } ', 8)} }` },
  },
  { number: 10, title: 'a field asked for 500 times', sent: { query: `{ ${repeat('__typename ', 500)} }` } },
  {
    number: 17,
    title: 'a page of 1,000',
    sent: { query: '{ computeNodes(first: 1000) { nodes { name } } }' },
  },
];

import { parseArgs } from 'node:util';
import { engines, type EngineKind } from '../support/engines.js';
import { benchCases } from './cases.js';
import { manyRecords, manyRecordsCases } from './many-records.js';
import { backupSizes, vprotectCases } from './vprotect-lists.js';
import { workCases } from './work-cases.js';

const defaultSeconds = 60;
const flood = 'trap-flood';
const scrape = 'vprotect-scrape';
const subscribers = 'subscribers';
const wholes = [flood, scrape, subscribers];
const names = [...benchCases, ...workCases].map(({ name }) => name);
const longNames = manyRecordsCases.map(({ name }) => name);
const listNames = vprotectCases.map(({ name }) => name);
const allNames = [...names, ...longNames, ...listNames];

/** What a run measures. */
export interface BenchArguments {
  readonly cases: readonly string[];
  /** Whether a flood of traps is measured, too; it is only when it is named. */
  readonly trapFlood: boolean;
  /** Whether exports beside scrapers are measured, too; they are only when they are named. */
  readonly scrape: boolean;
  /** How many subscribers over WebSocket are measured; none unless it is named. */
  readonly subscribers: number;
  readonly databases: readonly EngineKind[];
  /** Seconds of measuring in all, starting up left out. */
  readonly seconds: number;
  /** File for the figures as JSON. */
  readonly json: string | undefined;
}

/** How the command is used. */
export const usage = `Usage: infragraph bench [case...] [--seconds N] [--database embedded|server] [--subscribers N] [--json FILE]
Measures the main reads and prints their rates as parts of a bare Fastify handler's with the same bytes
and of the same SQL alone. N is the time for measuring in all, ${defaultSeconds} unless given.
Works that wait for arrays are measured as parts of their drivers' own time.
Cases: ${names.join(', ')}
By their names alone: ${longNames.join(', ')}, lists of ${manyRecords.server.toLocaleString('en')} backup records
(embedded: ${manyRecords.embedded.toLocaleString('en')}), which take a minute or two to fill in;
${listNames.join(', ')}, whole lists of the vProtect API over
${backupSizes.server.machines.toLocaleString('en')} machines (embedded: ${backupSizes.embedded.machines.toLocaleString('en')});
${scrape}, how long two scrapers of those lists take while twenty exports run, and what they cost the exports;
${flood}, how long requests take beside 1,000 SNMP traps a second; and
${subscribers}, what --subscribers N (10,000) subscribers over WebSocket cost, and how fast events reach a thousand.`;

/** Reads the command line; undefined when help is asked for. Throws an Error that names the wrong argument. */
export function readArguments(argv: readonly string[]): BenchArguments | undefined {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: String(defaultSeconds) },
      database: { type: 'string' },
      subscribers: { type: 'string', default: '10000' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const unknown = positionals.find((name) => !wholes.includes(name) && !allNames.includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no case "${unknown}"; there are ${[...allNames, ...wholes].join(', ')}.`);
  const seconds = Number(values.seconds);
  if (!(seconds > 0 && seconds <= 3600))
    throw new Error(`--seconds must be from 1 to 3600, not "${values.seconds}".`);
  const databases = engines.filter((kind) => values.database === undefined || kind === values.database);
  if (databases.length === 0)
    throw new Error(`--database must be ${engines.join(' or ')}, not "${values.database}".`);
  const cases = positionals.length === 0 ? names : allNames.filter((name) => positionals.includes(name));
  return {
    cases,
    trapFlood: positionals.includes(flood),
    scrape: positionals.includes(scrape),
    subscribers: positionals.includes(subscribers) ? readSubscribers(values.subscribers) : 0,
    databases,
    seconds,
    json: values.json,
  };
}

function readSubscribers(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 10 && count <= 50_000) return count;
  throw new Error(`--subscribers must be from 10 to 50000, not "${text}".`);
}

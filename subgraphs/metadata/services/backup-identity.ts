import { Fault } from '../../kernel/errors/fault.js';

/** The parts that make two backups one (freezer.md §5). */
export interface BackupIdentity {
  readonly container: string;
  readonly hostName: string;
  readonly backupName: string;
  /** Unix seconds. */
  readonly timestamp: number;
  /** 0 is a full backup. */
  readonly level: number;
}

/** A part of the identity under the names it goes by: the first is the seed's, the second the later API's. */
interface Part {
  readonly part: keyof BackupIdentity;
  readonly spellings: readonly string[];
  readonly number: boolean;
}

const parts: readonly Part[] = [
  { part: 'container', spellings: ['container'], number: false },
  { part: 'hostName', spellings: ['host_name', 'hostname'], number: false },
  { part: 'backupName', spellings: ['backup_name'], number: false },
  { part: 'timestamp', spellings: ['timestamp', 'time_stamp'], number: true },
  { part: 'level', spellings: ['level', 'curr_backup_level'], number: true },
];

/** A name part has at most so many bytes, for the indexes. */
const longestPart = 512;
const highestLevel = 2 ** 31 - 1;

/** The identity a new document states. Throws BAD_USER_INPUT naming the field that is missing, empty, of another type or contradictory. */
export function identityOf(document: Readonly<Record<string, unknown>>): BackupIdentity {
  const found: Partial<Record<keyof BackupIdentity, string | number>> = {};
  for (const part of parts) found[part.part] = readPart(part, document) ?? absent(part, document);
  return found as unknown as BackupIdentity;
}

/** Throws BAD_USER_INPUT when a change states another identity than the stored one. */
export function refuseOtherIdentity(change: Readonly<Record<string, unknown>>, stored: BackupIdentity): void {
  for (const part of parts) {
    const stated = readPart(part, change);
    if (stated !== undefined && stated !== stored[part.part]) {
      throw wrong(part, `identifies the backup and cannot be changed; register a new backup instead`);
    }
  }
}

/** The id of the set of backups this one belongs to: its parts joined by `_`, nothing escaped. */
export function backupSetOf({ container, hostName, backupName }: BackupIdentity): string {
  return [container, hostName, backupName].join('_');
}

/** The composite id of the seed API. It cannot be split back, and different parts can give the same id. */
export function backupIdOf(identity: BackupIdentity): string {
  return [backupSetOf(identity), identity.timestamp, identity.level].join('_');
}

/** What `document` says of a part under any spelling; undefined when it is silent. */
function readPart(part: Part, document: Readonly<Record<string, unknown>>): string | number | undefined {
  const values = part.spellings
    .filter((name) => Object.hasOwn(document, name))
    .map((name) => (part.number ? readInteger(part, document[name]) : readName(part, document[name])));
  if (values.length > 1 && values[0] !== values[1])
    throw wrong(part, `are two spellings of one value and must agree`, ' and ');
  return values[0];
}

function readName(part: Part, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw wrong(part, 'must be a text that is not empty');
  if (Buffer.byteLength(value) > longestPart)
    throw wrong(part, `must not be longer than ${longestPart} bytes`);
  return value;
}

function readInteger(part: Part, value: unknown): number {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (!Number.isSafeInteger(number)) throw wrong(part, 'must be an integer or a string of digits');
  if (part.part === 'level' && Math.abs(number as number) > highestLevel)
    throw wrong(part, `must not be beyond ${highestLevel}`);
  return number as number;
}

/** With the later API's spelling of the time, a document without a level is a full backup. */
function absent(part: Part, document: Readonly<Record<string, unknown>>): number {
  const later = Object.hasOwn(document, 'time_stamp') || Object.hasOwn(document, 'hostname');
  if (part.part === 'level' && later) return 0;
  throw wrong(part, 'is missing');
}

function wrong(part: Part, reason: string, between = ' or '): Fault {
  const names = part.spellings.map((name) => `"${name}"`).join(between);
  return new Fault('BAD_USER_INPUT', `${names} ${reason}.`, { details: { field: part.spellings[0] } });
}

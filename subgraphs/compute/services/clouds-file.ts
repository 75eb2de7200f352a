import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ConfigError } from '../../kernel/config/load.js';
import { isStorableText } from '../../kernel/database/storable.js';
import type { DriverType, PreparedCloud } from '../drivers/driver.js';

/** One cloud of the configuration; the credentials stay inside `prepared`. */
export interface ConfiguredCloud {
  readonly name: string;
  readonly engine: string;
  /** Undefined for an engine that has no driver yet. */
  readonly driver: { readonly type: DriverType; readonly prepared: PreparedCloud } | undefined;
}

/** What clouds there are when no file names them (section 11): every documented example works at once. */
const withoutFile = { default: { ENGINE: 'dummy' }, fake_driver: { ENGINE: 'dummy' } };

const cloudSchema = z.strictObject({
  ENGINE: z.string('must be a string').min(1, 'must not be empty'),
  USER: z.string('must be a string').optional(),
  PASSWORD: z.string('must be a string').optional(),
  EXTRA_PARAMS: z.record(z.string(), z.unknown(), 'must be an object').optional(),
});

const nameSchema = z
  .string()
  .min(1, 'must have a name')
  .max(64, 'must have a name of at most 64 characters')
  .refine(
    (name) => isStorableText(name) && !name.includes('/'),
    'must have a name without a slash or control characters',
  );

/** The engines a file may name. */
export interface Engines {
  readonly drivers: readonly DriverType[];
  readonly withoutDriver: readonly string[];
}

/**
 * Reads the clouds in the order of the file. Throws a ConfigError with every fault at once: what is
 * missing, misspelt or unreadable, and in which cloud, never a value.
 */
export async function readClouds(file: string | undefined, engines: Engines): Promise<ConfiguredCloud[]> {
  const content = file === undefined ? withoutFile : await readJsonFile(file);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new ConfigError([`${place(file, [])} must be an object of clouds by name`]);
  }
  const faults: string[] = [];
  const clouds = Object.entries(content).map(([name, settings]) => {
    const report = (issue: Issue): void =>
      void faults.push(faultOf(file, { ...issue, path: [name, ...issue.path] }));
    return readCloud(name, settings, engines, report);
  });
  if (clouds.length === 0) faults.push(`${place(file, [])} must name at least one cloud`);
  if (faults.length > 0) throw new ConfigError(faults);
  return clouds.filter((cloud) => cloud !== undefined);
}

/** One cloud; undefined when a fault of it was reported. */
function readCloud(
  name: string,
  settings: unknown,
  { drivers, withoutDriver }: Engines,
  report: (issue: Issue) => void,
): ConfiguredCloud | undefined {
  const named = nameSchema.safeParse(name);
  const parsed = cloudSchema.safeParse(withUpperCaseKeys(settings));
  for (const issue of [...(named.error?.issues ?? []), ...(parsed.error?.issues ?? [])]) report(issue);
  if (!parsed.success) return undefined;
  const { ENGINE: engine } = parsed.data;
  if (withoutDriver.includes(engine)) return { name, engine, driver: undefined };
  const type = drivers.find((driver) => driver.engine === engine);
  if (type) {
    const prepared = prepare(type, parsed.data, report);
    return prepared && { name, engine, driver: { type, prepared } };
  }
  const known = [...drivers.map((driver) => driver.engine), ...withoutDriver].join(', ');
  report({ code: 'custom', path: ['ENGINE'], message: `must be one of ${known}` });
  return undefined;
}

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message' | 'code'> & { readonly keys?: readonly string[] };

function prepare(
  type: DriverType,
  cloud: z.infer<typeof cloudSchema>,
  report: (issue: Issue) => void,
): PreparedCloud | undefined {
  try {
    return type.prepare({
      user: cloud.USER,
      password: cloud.PASSWORD,
      extraParams: cloud.EXTRA_PARAMS ?? {},
    });
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    for (const issue of error.issues) report(issue);
    return undefined;
  }
}

async function readJsonFile(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError([`INFRAGRAPH_COMPUTE_CLOUDS_FILE names ${file}, which cannot be read (${reason})`]);
  });
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may be a password.
    throw new ConfigError([`${file} is not JSON`]);
  }
}

function withUpperCaseKeys(cloud: unknown): unknown {
  if (typeof cloud !== 'object' || cloud === null || Array.isArray(cloud)) return cloud;
  return Object.fromEntries(Object.entries(cloud).map(([key, value]) => [key.toUpperCase(), value]));
}

function faultOf(file: string | undefined, issue: Issue): string {
  if (issue.code === 'unrecognized_keys')
    return `${place(file, issue.path)} does not know ${issue.keys?.join(', ')}`;
  const message = /^(Invalid|Expected)/.test(issue.message)
    ? 'is missing or of the wrong kind'
    : issue.message;
  return `${place(file, issue.path)} ${message}`;
}

function place(file: string | undefined, path: readonly PropertyKey[]): string {
  const [cloud, ...rest] = path.map(String);
  if (cloud === undefined) return file ?? 'the built-in clouds';
  return `${file ?? 'the built-in clouds'}: cloud "${cloud}"${rest.length > 0 ? `, ${rest.join('.')}` : ''}`;
}

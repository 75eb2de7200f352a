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

const fileSchema = z.record(
  z
    .string()
    .min(1, 'must have a name')
    .max(64, 'must have a name of at most 64 characters')
    .refine(
      (name) => isStorableText(name) && !name.includes('/'),
      'must have a name without a slash or control characters',
    ),
  z.preprocess(withUpperCaseKeys, cloudSchema),
  'must be an object of clouds by name',
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
  const parsed = fileSchema.safeParse(file === undefined ? withoutFile : await readJsonFile(file));
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => faultOf(file, issue)));
  const faults: string[] = [];
  const clouds = Object.entries(parsed.data).map(([name, cloud]): ConfiguredCloud => {
    const type = engines.drivers.find(({ engine }) => engine === cloud.ENGINE);
    if (!type) {
      if (!engines.withoutDriver.includes(cloud.ENGINE))
        faults.push(`${place(file, [name, 'ENGINE'])} must be one of ${known(engines)}`);
      return { name, engine: cloud.ENGINE, driver: undefined };
    }
    const prepared = prepare(type, cloud, (issue) =>
      faults.push(faultOf(file, { ...issue, path: [name, ...issue.path] })),
    );
    return { name, engine: cloud.ENGINE, driver: prepared && { type, prepared } };
  });
  if (clouds.length === 0) faults.push(`${place(file, [])} must name at least one cloud`);
  if (faults.length > 0) throw new ConfigError(faults);
  return clouds;
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

function known({ drivers, withoutDriver }: Engines): string {
  return [...drivers.map(({ engine }) => engine), ...withoutDriver].join(', ');
}

import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { Argument, Command, CommanderError } from 'commander';
import { StartFailure } from '../subgraphs/kernel/errors/start-failure.js';
import { ConfigError, optionName } from '../subgraphs/kernel/config/load.js';
import type { ConfigRow } from '../subgraphs/kernel/config/row.js';
import { subgraphNames } from '../subgraphs/main.js';
import type { CommandInput } from './command-input.js';
import { tailed } from './commands/tail-wish.js';
import { shells, type Completed, type CompletedVerb } from './completion/completed-verb.js';
import { configRows, type ConfigPart } from './config-groups.js';
import { productVersion } from './project.js';
import { helpTail } from './verb-help.js';

/** A command's work; its number is the exit code. */
type Run = (input: CommandInput) => Promise<number>;

/** A word behind `infragraph`, with all it takes. */
interface Verb {
  readonly name: string;
  readonly summary: string;
  readonly arguments?: readonly (readonly [name: string, meaning: string, choices?: readonly string[]])[];
  readonly flags?: readonly (readonly [name: string, meaning: string])[];
  /** Parts of the configuration whose settings are shown as options. */
  readonly parts: readonly ConfigPart[];
  readonly load: () => Promise<Run>;
}

const allParts = Object.keys(configRows) as ConfigPart[];
const serverParts = allParts.filter((part) => part !== 'client');
const database: readonly ConfigPart[] = ['kernel', 'identity', 'secrets'];

const verbs: readonly Verb[] = [
  {
    name: 'serve',
    summary: 'Run the whole product: gateway, every subgraph that has no URL, worker.',
    parts: serverParts,
    load: async () => (await import('./commands/serve.js')).serve,
  },
  {
    name: 'gateway',
    summary: 'Run the gateway alone, over remote subgraphs: ours, or those of any supergraph.',
    parts: serverParts,
    load: async () => (await import('./commands/gateway.js')).gateway,
  },
  {
    name: 'subgraph',
    summary: 'Run one subgraph as a server of its own.',
    arguments: [['name', 'the subgraph', subgraphNames]],
    parts: [...database, 'server', 'storage', 'compute', 'metadata', 'backup'],
    load: async () => (await import('./commands/subgraph.js')).subgraph,
  },
  {
    name: 'worker',
    summary: 'Work on tasks, without serving requests; a backup node of its own.',
    flags: [
      ['node <name>', 'name of the backup node it is, the same at every start; short for --backup-node'],
    ],
    parts: [...database, 'server', 'storage', 'compute', 'metadata', 'backup'],
    load: async () => (await import('./commands/worker.js')).worker,
  },
  {
    name: 'migrate',
    summary: 'Bring the database schema up to date and end.',
    parts: database,
    load: async () => (await import('./commands/migrate.js')).migrate,
  },
  {
    name: 'schema',
    summary: 'Print a schema, tell what has changed since the last release, or keep one as released.',
    arguments: [
      ['action', 'what to do', ['print', 'changes', 'release']],
      ['[name]', 'what to print (api)', ['api', 'supergraph', ...subgraphNames]],
    ],
    parts: [],
    load: async () => (await import('./commands/schema.js')).schema,
  },
  {
    name: 'compose',
    summary: 'Compose our subgraphs and others into a supergraph and print it.',
    arguments: [['schemas', 'the others, as name=file pairs such as inventory=inventory.graphql']],
    flags: [['alone', 'leave our subgraphs out']],
    parts: ['gateway'],
    load: async () => (await import('./commands/compose.js')).compose,
  },
  {
    name: 'account',
    summary: 'Create an account; the password is read from standard input.',
    arguments: [
      ['action', 'what to do', ['create']],
      ['name', 'its name'],
    ],
    flags: [
      ['role <role>', 'viewer, operator or admin (the first account is admin)'],
      ['tenant <id>', 'the tenant it is confined to'],
    ],
    parts: database,
    load: async () => (await import('./commands/account.js')).account,
  },
  {
    name: 'token',
    summary: 'Create an API token for an account and print it once.',
    arguments: [
      ['action', 'what to do', ['create']],
      ['account', 'name of the account'],
    ],
    flags: [
      ['name <name>', 'what the token is for'],
      ['scopes <list>', 'such as compute:read,compute:write; all the account may do when absent'],
      ['expires <duration>', 'such as 90d; never when absent'],
    ],
    parts: database,
    load: async () => (await import('./commands/token.js')).token,
  },
  {
    name: 'import',
    summary: 'Bring storages over from another system; tells what it would do, unless --apply is given.',
    arguments: [['from', 'the other system', ['delfin']]],
    flags: [
      ['database <where>', "Delfin's database: an SQLite file, or the URL in its delfin.conf"],
      ['apply', 'write it; all or nothing'],
      ['prefer <side>', 'whose settings hold where both differ: infragraph (default) or delfin'],
      ['json', 'print the report as JSON'],
    ],
    parts: database,
    load: async () => (await import('./commands/import.js')).importFrom,
  },
  {
    name: 'secrets',
    summary: 'Bring every encrypted column under the current key.',
    arguments: [['action', 'what to do', ['rotate']]],
    flags: [
      ['dry-run', 'only tell what would be done'],
      ['new-key', 'make a new key first; for the key file of the embedded database'],
      ['json', 'print the report as JSON'],
    ],
    parts: database,
    load: async () => (await import('./commands/secrets.js')).secrets,
  },
  {
    name: 'subscribe',
    summary: 'Print the events of a subscription of a running server, one line of JSON each.',
    arguments: [
      [
        'operation',
        "such as 'subscription ($after: EventCursor) { nodeEvents(after: $after) { cursor kind } }'",
      ],
    ],
    flags: [
      ['url <url>', 'its GraphQL URL (ws://127.0.0.1:4000/graphql)'],
      ['variables <json>', 'variables of the operation'],
      ['count <n>', 'end after so many events'],
    ],
    parts: ['client'],
    load: async () => (await import('./commands/subscribe.js')).subscribe,
  },
  {
    name: 'tail',
    summary: 'Show tasks or alerts of a running server as they happen, over its restarts.',
    arguments: [['what', 'what to show', tailed]],
    flags: [
      ['url <url>', 'its GraphQL URL (ws://127.0.0.1:4000/graphql)'],
      [
        'filter <pairs>',
        'such as type=backup.vm.export+backup.vm.store,tenant=lab, or severity=FATAL+CRITICAL,storage=UUID',
      ],
      ['count <n>', 'end after so many events'],
    ],
    parts: ['client'],
    load: async () => (await import('./commands/tail.js')).tail,
  },
  {
    name: 'demo',
    summary: 'Take the made-up world of "serve --demo" out of a running server.',
    arguments: [['action', 'what to do', ['remove']]],
    flags: [['url <url>', 'its GraphQL URL (http://127.0.0.1:4000/graphql)']],
    parts: ['client'],
    load: async () => (await import('./commands/demo.js')).demo,
  },
  {
    name: 'check-config',
    summary: 'Check the configuration and print it, secrets left out.',
    parts: allParts,
    load: async () => (await import('./commands/check-config.js')).checkConfig,
  },
  {
    name: 'emit',
    summary: 'Write the generated files: schema, .env.example, configuration table, OpenAPI.',
    flags: [['check', 'only tell which are out of date']],
    parts: [],
    load: async () => (await import('./commands/emit.js')).emit,
  },
  {
    name: 'completion',
    summary: 'Print a script that completes verbs and options in a shell.',
    arguments: [['shell', 'the shell', shells]],
    parts: [],
    load: async () => {
      const { completion } = await import('./commands/completion.js');
      return ({ args: [shell = ''] }) => Promise.resolve(completion(shell, completedVerbs()));
    },
  },
];

/** The command line. Returns the exit code: 0 done, 1 failed, 2 wrong usage or configuration. */
export async function main(argv: readonly string[]): Promise<number> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  let code = 0;
  try {
    await readCommandLine(argv, async (verb, input) => {
      const run = await verb.load();
      code = await run(input);
    });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof ConfigError || error instanceof StartFailure) {
      process.stderr.write(`${error.message}\n`);
      return error instanceof ConfigError ? 2 : 1;
    }
    throw error;
  }
}

/** Finds out what a command line asks for and has it done. Rejects with a CommanderError, after telling what is wrong with it. */
export async function readCommandLine(
  argv: readonly string[],
  act: (verb: Verb, input: CommandInput) => Promise<void>,
): Promise<void> {
  const program = new Command('infragraph')
    .description('One typed, live GraphQL graph over storage, backup, compute and backup metadata.')
    .version(productVersion())
    .exitOverride()
    .showHelpAfterError('(see "infragraph help")');
  for (const verb of verbs) addVerb(program, verb, act);
  await program.parseAsync([...argv], { from: 'user' });
}

function addVerb(
  program: Command,
  verb: Verb,
  act: (verb: Verb, input: CommandInput) => Promise<void>,
): void {
  const command = program
    .command(verb.name)
    .description(verb.summary)
    .addHelpText('after', helpTail(verb.name));
  for (const [name, meaning, choices] of verb.arguments ?? []) {
    const argument = new Argument(name.startsWith('[') ? name : `<${name}>`, meaning);
    command.addArgument(choices ? argument.choices(choices) : argument);
  }
  for (const [name, meaning] of verb.flags ?? []) command.option(`--${name}`, meaning);
  for (const row of rowsOf(verb))
    command.option(
      `--${optionName(row)} ${row.type === 'boolean' ? '[true|false]' : `<${row.type}>`}`,
      `${row.meaning} [${row.key}]`,
    );
  command.action((...given: unknown[]) => act(verb, readInput(command, verb, given)));
}

/** The settings a verb takes as options. */
function rowsOf({ parts }: Verb): readonly ConfigRow[] {
  return parts.flatMap((part) => Object.values(configRows[part]) as ConfigRow[]);
}

/** The verbs as shells complete them. */
function completedVerbs(): CompletedVerb[] {
  return verbs.map((verb) => ({
    name: verb.name,
    summary: verb.summary,
    places: (verb.arguments ?? []).map(
      ([name, , choices]) => choices ?? (name === 'schemas' ? 'file' : 'any'),
    ),
    options: [
      ...(verb.flags ?? []).map(([name, meaning]) => {
        const [word = name, value] = name.split(' ');
        const isFile = value === '<where>' || value === '<file>';
        return {
          name: word,
          meaning,
          value: value === undefined ? undefined : isFile ? 'file' : 'any',
        } as const;
      }),
      ...rowsOf(verb).map((row) => ({ name: optionName(row), meaning: row.meaning, value: valueOf(row) })),
    ],
  }));
}

function valueOf({ type, choices }: ConfigRow): Completed {
  if (choices) return choices;
  if (type === 'boolean') return ['true', 'false'];
  return type === 'path' ? 'file' : 'any';
}

function readInput(command: Command, verb: Verb, given: readonly unknown[]): CommandInput {
  const own = new Set((verb.flags ?? []).map(([name]) => name.split(' ')[0] ?? name));
  const options: Record<string, string> = {};
  const flags = new Set<string>();
  for (const option of command.options) {
    const name = option.long?.slice(2) ?? '';
    const value = command.getOptionValue(option.attributeName()) as string | true | undefined;
    if (value === undefined) continue;
    if (value === true && own.has(name)) flags.add(name);
    else options[name] = value === true ? 'true' : value;
  }
  const args = given
    .slice(0, (verb.arguments ?? []).length)
    .filter((arg): arg is string => typeof arg === 'string');
  return { args, options, flags };
}

// As a file of its own it is what `--workers` starts; the channel to the process that did would keep it from ending.
if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2));
  if (process.connected) process.exit();
}

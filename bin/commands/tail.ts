import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import { settingsOf, type CommandInput } from '../command-input.js';
import { loadProductConfig } from '../config-groups.js';
import { follow, type FollowedResult } from './follow.js';
import { TailScreen } from './tail-screen.js';
import { alertLine, taskLine, type TailedAlert, type TailedTask } from './tail-text.js';
import { tailOperation, type Tailed } from './tail-wish.js';

interface TailedEvent {
  readonly kind: string;
  readonly at: string;
  readonly tasks?: readonly TailedTask[];
  readonly alerts?: readonly TailedAlert[];
}

/**
 * `infragraph tail tasks|alerts`: shows what happens, from now on and over restarts of the server. In a terminal tasks
 * have bars; elsewhere every event is a line.
 */
export async function tail(input: CommandInput): Promise<number> {
  const { args, options } = input;
  const what = args[0] as Tailed;
  const { client, server } = loadProductConfig({ env: process.env, options: settingsOf(input) });
  const wish = tailOperation(what, options['filter']);
  let left = readCount(options['count']);
  const show = what === 'tasks' && process.stdout.isTTY ? screen() : lines;
  const followed = {
    ...wish,
    url: options['url'] ?? `ws://127.0.0.1:${server.port}/graphql`,
    token: client.token,
    resumes: true,
  };
  return follow(followed, (result) => {
    const event = eventOf(result);
    if (!event) {
      process.stderr.write(`${JSON.stringify({ errors: result.errors })}\n`);
      return 'more';
    }
    show(event);
    return --left === 0 ? 'enough' : 'more';
  });
}

function screen(): (event: TailedEvent) => void {
  const { stdout } = process;
  const drawn = new TailScreen({
    get columns() {
      return stdout.columns;
    },
    get rows() {
      return stdout.rows;
    },
    write: (text) => stdout.write(text),
  });
  return ({ at, tasks = [] }) => drawn.show(at, tasks);
}

function lines({ at, kind, tasks = [], alerts = [] }: TailedEvent): void {
  for (const task of tasks) process.stdout.write(`${taskLine(at, task)}\n`);
  for (const alert of alerts) process.stdout.write(`${alertLine(at, kind, alert)}\n`);
}

function eventOf({ data }: FollowedResult): TailedEvent | undefined {
  const [event] = Object.values(data ?? {});
  return (event ?? undefined) as TailedEvent | undefined;
}

function readCount(text: string | undefined): number {
  const count = text === undefined ? Infinity : Number(text);
  if (!(count >= 1)) throw new ConfigError([`--count must be a number from 1 on, not "${text ?? ''}"`]);
  return count;
}

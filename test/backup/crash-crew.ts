import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { sql } from 'kysely';
import type { TaskHouse } from '../kernel/tasks/task-house.js';
import { startChild, type Child } from '../support/child.js';

/** The longest a task may stand still that a killed node held, in milliseconds. */
export const longestGapMs = 15_000;

/** Where the nodes of a test work. */
export interface Site {
  readonly url: string;
  readonly folder: string;
  readonly key: string;
}

/** A task a killed node held. One that has a place can go on only there. */
interface Held {
  readonly guid: string;
  readonly attempts: number;
  readonly place: string | null;
}

/** When a node died, with what, and when it was back. */
export interface Killing {
  readonly node: number;
  readonly at: number;
  readonly held: readonly Held[];
  backAt: number;
}

/** Backup nodes as processes of their own, to be killed. */
export class CrashCrew {
  readonly killings: Killing[] = [];
  private readonly nodes: Child[] = [];

  private constructor(
    private readonly owner: TestContext,
    private readonly kernel: TaskHouse,
    private readonly site: Site,
  ) {}

  static async start(owner: TestContext, kernel: TaskHouse, site: Site, size = 3): Promise<CrashCrew> {
    const crew = new CrashCrew(owner, kernel, site);
    const places = Array.from({ length: size }, (_, node) => node);
    crew.nodes.push(...(await Promise.all(places.map((node) => crew.startNode(node)))));
    return crew;
  }

  /** Kills one of the nodes that work at something just now, in the middle of it, and starts it again; any when none does. */
  async kill(): Promise<void> {
    const node = await this.busyNode(performance.now() + 5000);
    const victim = this.nodes[node];
    if (!victim) throw new Error('There is no such node.');
    victim.kill('SIGKILL');
    await victim.exited;
    const at = Date.now();
    const { rows } = await sql<Held>`
      select guid, attempts, place from kernel.task where state = 'RUNNING' and worker like ${`%:${victim.pid}`}`.execute(
      this.kernel.store.sql,
    );
    const killing: Killing = { node, at, held: rows, backAt: 0 };
    this.killings.push(killing);
    this.nodes[node] = await this.startNode(node);
    killing.backAt = Date.now();
  }

  /** Waits until no task is open; a chain has no moment without one before its end. */
  async endOfAll(): Promise<void> {
    for (;;) {
      const { rows } = await sql<{ guid: string }>`
        select guid from kernel.task where state in ('QUEUED', 'RUNNING') limit 1`.execute(
        this.kernel.store.sql,
      );
      if (!rows[0]) return;
      await this.kernel.ended(rows[0].guid, 60_000);
    }
  }

  /** How many tasks the killed nodes held. */
  get held(): number {
    return this.killings.reduce((sum, killing) => sum + killing.held.length, 0);
  }

  /** How long each task that a killed node held stood still though it could have gone on, in milliseconds. */
  async gaps(): Promise<number[]> {
    const log = await this.kernel.events.log.read('core', 0, 1_000_000);
    return this.killings.flatMap(({ node, at, held }) =>
      held.flatMap(({ guid, attempts, place }) => {
        const next = log
          .find(({ subject, payload }) => subject === guid && Number(payload['attempts']) > attempts)
          ?.at.getTime();
        if (next === undefined) return [];
        const back = this.killings
          .filter((one) => one.node === node && one.backAt <= next)
          .map(({ backAt }) => backAt);
        return [next - (place === null ? at : Math.max(at, ...back))];
      }),
    );
  }

  private async busyNode(until: number): Promise<number> {
    for (;;) {
      const { rows } = await sql<{ worker: string }>`
        select distinct worker from kernel.task where state = 'RUNNING' and worker is not null`.execute(
        this.kernel.store.sql,
      );
      const busy = [...this.nodes.keys()].filter((node) =>
        rows.some(({ worker }) => worker.endsWith(`:${this.nodes[node]?.pid}`)),
      );
      const late = performance.now() > until;
      const among = busy.length > 0 || !late ? busy : [...this.nodes.keys()];
      const chosen = among[Math.floor(Math.random() * among.length)];
      if (chosen !== undefined) return chosen;
    }
  }

  private async startNode(node: number): Promise<Child> {
    const child = await startProgram(this.owner, this.site, 'chain-crash-worker', {
      CRASH_NODE: `node-${node}`,
    });
    await child.waitForLine(/^working/, 30_000);
    return child;
  }
}

/** Starts one of the programs beside this file on a site. */
export function startProgram(
  owner: TestContext,
  { url, folder, key }: Site,
  name: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Child> {
  const program = new URL(`./${name}.js`, import.meta.url).pathname;
  const variables = { CRASH_DATABASE: url, CRASH_FOLDER: folder, CRASH_KEY: key, ...env };
  return startChild(owner, process.execPath, [program], { env: variables });
}

/** Folders of whole backups: one level for the machine, one for the backup. */
export async function storedBackups(vault: string): Promise<number> {
  const machines = await readdir(vault, { withFileTypes: true });
  const inside = await Promise.all(
    machines.filter((entry) => entry.isDirectory()).map(({ name }) => readdir(join(vault, name))),
  );
  return inside.flat().filter((name) => /^[0-9a-f-]{36}$/.test(name)).length;
}

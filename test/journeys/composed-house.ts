import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startChild, type Child, type ChildOwner } from '../support/child.js';
import { runCommand, startCommand, temporaryFolder } from '../support/command-line.js';
import { freePort } from '../support/free-port.js';
import type { GraphPlace } from '../support/graph-client.js';
import { readComposeFile, type Service } from './compose-file.js';

const startMs = 60_000;

/** What the file's head tells people to put into `.env`. */
export function composeValues(): Record<string, string> {
  return {
    POSTGRES_PASSWORD: randomBytes(32).toString('hex'),
    INFRAGRAPH_HOP_SECRET: randomBytes(32).toString('hex'),
    INFRAGRAPH_SECRETS_KEY: randomBytes(32).toString('base64'),
  };
}

/** Settings to run the services with, where they differ from the file. */
export type Override = Readonly<Record<string, string>>;

/** The processes of docker-compose.yml on this machine, each with the command and the settings of the file. */
export class ComposedHouse {
  readonly processes = new Map<string, Child>();
  private readonly begun = new Map<string, Promise<void>>();

  private constructor(
    private readonly owner: ChildOwner,
    readonly services: ReadonlyMap<string, Service>,
    private readonly ports: ReadonlyMap<string, number>,
    private readonly databaseUrl: string,
    private readonly override: Override,
    /** Holds a folder for each volume. */
    private readonly folder: string,
  ) {}

  /** Reads the file and gives every service a free port; nothing runs yet. */
  static async plan(owner: ChildOwner, databaseUrl: string, override: Override = {}): Promise<ComposedHouse> {
    const services = readComposeFile(composeValues());
    const ports = new Map<string, number>();
    for (const [name, { environment }] of services)
      if (environment['INFRAGRAPH_PORT'] !== undefined) ports.set(name, await freePort());
    return new ComposedHouse(owner, services, ports, databaseUrl, override, temporaryFolder(owner));
  }

  get place(): GraphPlace {
    return { url: `http://127.0.0.1:${this.ports.get('gateway')}` };
  }

  /** Runs a verb with a service's settings, as `docker compose run SERVICE VERB …` does; gives what it printed. */
  async run(service: string, argv: readonly string[], input?: string): Promise<string> {
    const options = { env: this.environmentOf(service), ...(input === undefined ? {} : { input }) };
    const { code, stdout, stderr } = await runCommand(this.owner, argv, options);
    assert.equal(code, 0, `${argv.join(' ')} ended with ${code}:\n${stderr}`);
    return stdout;
  }

  /** Starts a service as soon as what it needs is there, and waits until it is well itself. */
  up(name: string): Promise<void> {
    const begun = this.begun.get(name) ?? this.begin(name);
    this.begun.set(name, begun);
    return begun;
  }

  /** Starts a service's process again, whatever became of the last. */
  async startAgain(name: string): Promise<void> {
    const { command, healthcheck } = this.service(name);
    const child = await startCommand(this.owner, command, { env: this.environmentOf(name) });
    this.processes.set(name, child);
    await child.waitForLine(/(^Infragraph| is) ready/, startMs);
    if (healthcheck) await this.check(name, healthcheck);
  }

  /** Asks all processes to end; gives their exit codes by service. */
  async stop(): Promise<Record<string, number | null>> {
    const ended = [...this.processes].map(async ([name, child]) => {
      child.kill('SIGTERM');
      return [name, (await child.exited).code] as const;
    });
    return Object.fromEntries(await Promise.all(ended));
  }

  private async begin(name: string): Promise<void> {
    const { command, needs } = this.service(name);
    await Promise.all(
      [...needs.keys()].filter((other) => other !== 'postgres').map((other) => this.up(other)),
    );
    const isTask = [...this.services.values()].some(
      (other) => other.needs.get(name) === 'service_completed_successfully',
    );
    if (isTask) await this.run(name, command);
    else await this.startAgain(name);
  }

  private async check(name: string, [program, ...args]: readonly string[]): Promise<void> {
    assert.equal(program, 'node', 'the health check runs what the image has');
    const child = await startChild(this.owner, process.execPath, args, { env: this.environmentOf(name) });
    assert.deepEqual(await child.exited, { code: 0, signal: null }, `the health check of ${name}`);
  }

  /** The file's settings; only what Docker provides, its network and its volumes, is replaced by this machine's. */
  private environmentOf(name: string): Record<string, string> {
    const { environment: written, volumes } = this.service(name);
    const environment = { ...written, DATABASE_URL: this.databaseUrl };
    const port = this.ports.get(name);
    const local = Object.entries(environment).map(([key, value]) => [
      key,
      this.onThisMachine(this.onVolume(volumes, value)),
    ]);
    return {
      ...(Object.fromEntries(local) as Record<string, string>),
      ...(port === undefined ? {} : { INFRAGRAPH_PORT: String(port) }),
      ...this.override,
    };
  }

  private onVolume(volumes: ReadonlyMap<string, string>, value: string): string {
    for (const [path, volume] of volumes)
      if (value.startsWith(`${path}/`)) return join(this.folder, volume, value.slice(path.length));
    return value;
  }

  private onThisMachine(value: string): string {
    return value.replaceAll(
      /http:\/\/(\w+):\d+/g,
      (_, name: string) => `http://127.0.0.1:${this.ports.get(name)}`,
    );
  }

  private service(name: string): Service {
    const service = this.services.get(name);
    if (!service) throw new Error(`docker-compose.yml has no service ${name}.`);
    return service;
  }
}

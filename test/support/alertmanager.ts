import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, type ChildOwner } from './child.js';
import { freePort } from './free-port.js';
import { waitFor } from './wait-for.js';

/** An alert as a running Alertmanager shows it. */
export interface ShownAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** A real Alertmanager of the system that runs until its owner ends. */
export interface Alertmanager {
  readonly url: string;
  /** The alerts that hold, as its API lists them. */
  alerts(): Promise<readonly ShownAlert[]>;
}

/** Starts an Alertmanager on a free port, or on the one given. */
export async function startAlertmanager(owner: ChildOwner, port?: number): Promise<Alertmanager> {
  const dir = await mkdtemp(join(tmpdir(), 'infragraph-alertmanager-'));
  owner.after(() => rm(dir, { recursive: true, force: true }));
  const config = join(dir, 'alertmanager.yml');
  await writeFile(config, 'route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n');
  const address = `127.0.0.1:${port ?? (await freePort())}`;
  await startChild(owner, 'prometheus-alertmanager', [
    `--config.file=${config}`,
    `--storage.path=${join(dir, 'data')}`,
    `--web.listen-address=${address}`,
    '--cluster.listen-address=',
  ]);
  const url = `http://${address}`;
  await waitFor('the Alertmanager', async () => (await fetch(`${url}/-/ready`)).ok, { withinMs: 60_000 });
  return {
    url,
    alerts: async () => (await (await fetch(`${url}/api/v2/alerts`)).json()) as readonly ShownAlert[],
  };
}

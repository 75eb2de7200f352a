import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, type ChildOwner } from '../support/child.js';
import { freePort } from '../support/free-port.js';
import { waitFor } from '../support/wait-for.js';

/** One result of a query. */
export interface PrometheusResult {
  readonly metric: Readonly<Record<string, string>>;
  /** Seconds since 1970 of the query and the value. */
  readonly value: readonly [number, string];
}

/** A real Prometheus that scrapes one port every second. */
export interface PrometheusServer {
  query(expression: string): Promise<readonly PrometheusResult[]>;
  /** What its last scrape complained of; the empty text when it did not. */
  lastError(): Promise<string | undefined>;
  /** Its rules by name with their health, `ok` once they were evaluated. */
  rules(): Promise<ReadonlyMap<string, string>>;
}

/** Starts the Prometheus of the machine; it ends with its owner. */
export async function startPrometheus(
  owner: ChildOwner,
  scraped: number,
  ruleFile?: string,
): Promise<PrometheusServer> {
  const dir = await mkdtemp(join(tmpdir(), 'infragraph-prometheus-'));
  const port = await freePort();
  const config = join(dir, 'prometheus.yml');
  await writeFile(
    config,
    `global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
${ruleFile === undefined ? '' : `rule_files: [${JSON.stringify(ruleFile)}]\n`}scrape_configs:
  - job_name: infragraph
    static_configs: [{ targets: ['127.0.0.1:${scraped}'] }]
`,
  );
  await startChild(owner, 'prometheus', [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(dir, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  owner.after(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
  const ask = async <T>(path: string): Promise<T> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    return ((await response.json()) as { data: T }).data;
  };
  await waitFor('Prometheus', () => ask('status/buildinfo'), { withinMs: 30_000 });
  return {
    query: async (expression) => {
      const { result } = await ask<{ result: PrometheusResult[] }>(
        `query?query=${encodeURIComponent(expression)}`,
      );
      return result;
    },
    rules: async () => {
      const { groups } = await ask<{ groups: { rules: { name: string; health: string }[] }[] }>('rules');
      return new Map(groups.flatMap(({ rules }) => rules.map(({ name, health }) => [name, health])));
    },
    lastError: async () => {
      const { activeTargets } = await ask<{ activeTargets: { lastScrape: string; lastError: string }[] }>(
        'targets',
      );
      const [target] = activeTargets;
      return target === undefined || target.lastScrape.startsWith('0001') ? undefined : target.lastError;
    },
  };
}

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { projectRoot } from '../../bin/project.js';
import { temporaryFolder } from '../support/command-line.js';
import { findProgram } from '../support/debian-programs.js';
import { readMetrics } from '../support/metrics-text.js';
import { namedBlock } from '../support/pages.js';
import { openProduct } from '../support/product.js';
import { prometheusMissing } from '../support/prepare.js';
import { readSource } from '../support/source-tree.js';
import { waitFor } from '../support/wait-for.js';
import { startPrometheus } from '../storage/prometheus-server.js';

const run = promisify(execFile);
const rulePath = 'docs/monitoring/alerts.yml';

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}

interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

const rules = (parse(readSource(rulePath)) as Rules).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(readSource('docs/monitoring/grafana-dashboard.json')) as Dashboard;
const shown = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

/** Names of metrics in an expression; those of parts of histograms by their family. */
function namesIn(expression: string): string[] {
  const bare = expression.replaceAll(/"[^"]*"/g, '""');
  const names = bare.match(/\b(?:infragraph|process|nodejs)_\w+/g) ?? [];
  return names.map((name) => name.replace(/_(?:bucket|count|sum)$/, ''));
}

/** The checker that comes with Prometheus. */
function promtool(): string {
  const found = findProgram({ name: 'promtool', packageName: 'prometheus' });
  assert.ok(found, 'Prometheus comes without promtool');
  return found;
}

suite('the dashboard and the alert rules', () => {
  test('read metrics that are there, and the dashboard shows each of ours', async (t) => {
    const { url } = await openProduct(t);
    const response = await fetch(`${url}/metrics`);
    const { families } = readMetrics(await response.text());

    const read = new Set([...rules.map(({ expr }) => expr), ...shown].flatMap(namesIn));
    const unknown = [...read].filter((name) => !families.has(name));
    const unseen = [...families.keys()].filter((name) => name.startsWith('infragraph_') && !read.has(name));

    assert.deepEqual(unknown, []);
    assert.deepEqual(unseen, []);
  });

  test('have names of their own', () => {
    const names = rules.map(({ alert }) => alert);
    const ids = dashboard.panels.map(({ id }) => id);

    assert.deepEqual([new Set(names).size, new Set(ids).size], [names.length, ids.length]);
  });

  test('are read by Prometheus as the page says', { skip: prometheusMissing() ?? false }, async (t) => {
    const folder = temporaryFolder(t);
    await copyFile(join(projectRoot, rulePath), join(folder, 'alerts.yml'));
    await writeFile(join(folder, 'prometheus.yml'), namedBlock('docs/observability.md', 'scrape'));

    const { stdout } = await run(promtool(), ['check', 'config', '--syntax-only', 'prometheus.yml'], {
      cwd: folder,
    });

    assert.match(stdout, /prometheus\.yml is valid/);
  });

  test(
    'are taken by a real Prometheus, and nothing is wrong with a server at rest',
    { skip: prometheusMissing() ?? false },
    async (t) => {
      const { url } = await openProduct(t);
      const file = join(projectRoot, rulePath);
      await run(promtool(), ['check', 'rules', file]);

      const prometheus = await startPrometheus(t, Number(new URL(url).port), file);
      const health = await waitFor(
        'the rules to be evaluated over a scrape',
        async () => {
          const known = await prometheus.rules();
          const scraped = (await prometheus.lastError()) === '';
          return scraped && [...known.values()].every((one) => one === 'ok') ? known : undefined;
        },
        { withinMs: 60_000 },
      );

      assert.deepEqual([...health.keys()].sort(), rules.map(({ alert }) => alert).sort());
      for (const expression of shown) {
        const query = expression.replaceAll('$instance', '.*').replaceAll('$__rate_interval', '1m');
        assert.ok(Array.isArray(await prometheus.query(query)), query);
      }
      const [up] = await prometheus.query('up{job="infragraph"}');
      assert.equal(up?.value[1], '1');
      assert.deepEqual(await prometheus.query('ALERTS{alertstate="firing"}'), []);
    },
  );
});

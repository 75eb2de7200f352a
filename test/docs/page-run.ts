import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { allRows } from '../../bin/config-groups.js';
import { projectRoot } from '../../bin/project.js';
import { startChild, type Child, type ChildExit, type ChildOwner } from '../support/child.js';
import type { PageBlock } from '../support/pages.js';
import type { OpenProduct } from '../support/product.js';
import { entriesOf } from '../support/source-tree.js';
import { waitFor } from '../support/wait-for.js';
import { assertOutput } from './expected-output.js';

/** Long enough for a machine that is busy with other tests: a block may start the product. */
const withinMs = 120_000;

/** The ports the pages name, and what listens there in the product that a page is run against. */
export type DocumentedPorts = ReadonlyMap<string, string>;

/** Where the pages say that a database of Delfin is. */
const documentedDelfin = 'sqlite:////var/lib/delfin/delfin.sqlite';

/** What stands here in place of what the pages name. */
export interface Standing {
  readonly ports: DocumentedPorts;
  /** URL of a database of Delfin, an SQLite file; without one there is none. */
  readonly delfin?: string;
}

/** The folder and the variables in which the blocks of one page run, one after the other. */
export class PageRun {
  private readonly beside: { readonly line: number; readonly child: Child; exit?: ChildExit }[] = [];

  private constructor(
    private readonly owner: ChildOwner,
    private readonly folder: string,
    private readonly standing: Standing,
  ) {}

  /**
   * Prepares a folder that looks like the checkout, so that what a block writes stays out of it. Commands
   * find the product's port, and a database of their own: that of a running product is locked.
   */
  static async open(owner: ChildOwner, standing: Standing): Promise<PageRun> {
    const folder = await mkdtemp(join(tmpdir(), 'infragraph-page-'));
    owner.after(() => rm(folder, { recursive: true, force: true }));
    const { folders, files } = entriesOf('.');
    for (const name of [...folders, ...files]) await symlink(join(projectRoot, name), join(folder, name));
    return new PageRun(owner, folder, standing);
  }

  /** Runs a block to its end. Fails when a command in it fails, or when it does not print what is expected. */
  async run(block: PageBlock, expected: PageBlock | undefined): Promise<void> {
    const child = await this.start(block);
    const late = delay(withinMs, 'late' as const, { ref: false });
    const exit = await Promise.race([child.exited, late]);
    const output = this.read(child.stdout);
    const told = `${output}\n${child.stderr.join('\n')}`;
    assert.ok(exit !== 'late', `it does not end within ${withinMs} ms; is it a background block?\n${told}`);
    assert.equal(exit.code, 0, `a command fails:\n${told}`);
    if (expected) assertOutput(output, expected);
    else assert.doesNotMatch(output, /"errors?"\s*:\s*(?!null)/, 'an unexpected error is answered');
  }

  /** Starts a block that goes on beside the next ones, and waits until it has printed what is expected. */
  async runBeside(block: PageBlock, expected: PageBlock | undefined): Promise<void> {
    const child = await this.start(block);
    const started: (typeof this.beside)[number] = { line: block.line, child };
    this.beside.push(started);
    void child.exited.then((exit) => (started.exit = exit));
    if (!expected) return;
    await waitFor(
      `the output in line ${expected.line}`,
      () => {
        assertOutput(this.read(child.stdout), expected);
        return true;
      },
      { withinMs },
    );
  }

  /** Fails when a block that should have gone on beside the others has failed since. */
  assertBesideIsWell(): void {
    for (const { line, child, exit } of this.beside)
      assert.ok((exit?.code ?? 0) === 0, `the block in line ${line} fails:\n${child.lines.join('\n')}`);
  }

  /** Variables a block sets are there in the next one. */
  private async start(block: PageBlock): Promise<Child> {
    const script = join(this.folder, `.block-${block.line}.sh`);
    const state = join(this.folder, '.variables.sh');
    await writeFile(script, this.standIn(block.text));
    const line = `set -a; [ ! -e '${state}' ] || . '${state}'; . '${script}'; export -p > '${state}'`;
    const [, input] = /^input="([^"]+)"$/.exec(block.info) ?? [];
    return startChild(this.owner, 'bash', ['--norc', '-e', '-o', 'pipefail', '-c', line], {
      cwd: this.folder,
      ...(input !== undefined && { input: `${input}\n` }),
      env: {
        ...Object.fromEntries(allRows.map(({ key }) => [key, undefined])),
        PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
        INFRAGRAPH_PORT: this.standing.ports.get('4000'),
        INFRAGRAPH_DATA_DIR: join(this.folder, '.data'),
        NODE_TEST_CONTEXT: undefined,
      },
    });
  }

  private standIn(text: string): string {
    return withPorts(
      text.replaceAll(documentedDelfin, this.standing.delfin ?? documentedDelfin),
      this.standing.ports,
    );
  }

  private read(lines: readonly string[]): string {
    const back = [...this.standing.ports].map(([documented, real]) => [real, documented] as const);
    return withPorts(lines.join('\n'), new Map(back));
  }
}

/** What listens where: the main port, and those the dialects have of their own. */
export function portsOf(product: OpenProduct): DocumentedPorts {
  const own = (name: string): string => {
    const found = product.ownPorts.find(({ title }) => title.toLowerCase().includes(name));
    if (!found) throw new Error(`The dialect ${name} has no port of its own.`);
    return new URL(found.url).port;
  };
  return new Map([
    ['4000', new URL(product.url).port],
    ['5050', own('orchestrator')],
    ['9090', own('freezer')],
    ['8190', own('delfin')],
  ]);
}

function withPorts(text: string, ports: DocumentedPorts): string {
  return text.replaceAll(/\b(localhost|127\.0\.0\.1):(\d+)\b/g, (whole, host: string, port: string) =>
    ports.has(port) ? `${host}:${ports.get(port)}` : whole,
  );
}

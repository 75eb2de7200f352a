import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { LauncherProject } from '../support/launcher-project.js';

const NODE_TEST =
  "declare module 'node:test' {\n  export function test(title: string, work: () => void): void;\n}\n";

function testFile(title: string, passes: boolean): string {
  return `import { test } from 'node:test';\ntest('${title}', () => {\n  if (!${passes}) throw new Error('no');\n});\n`;
}

function projectWithTests(t: TestContext): LauncherProject {
  const project = new LauncherProject(t);
  project.write('test/node-test.d.ts', NODE_TEST);
  project.write('test/good/volume.test.ts', testFile('holds', true));
  project.write('test/bad/volume-group.test.ts', testFile('breaks', false));
  return project;
}

/** Stands in for the tools; each tells its name and ends as told. */
async function projectWithTools(t: TestContext, codes: Record<string, number>): Promise<LauncherProject> {
  const project = new LauncherProject(t);
  project.write(
    'bin/launcher/tsconfig.json',
    '{ "compilerOptions": { "noEmit": true, "types": [] }, "files": ["../cli.ts"] }',
  );
  await project.run(['build']);
  for (const tool of ['oxlint/bin/oxlint', 'oxfmt/bin/oxfmt', 'dclint/bin/dclint.cjs']) {
    const name = tool.split('/')[0] as string;
    project.write(
      `node_modules/${tool}`,
      `console.log('ran', '${name}'); process.exitCode = ${codes[name] ?? 0};`,
    );
  }
  return project;
}

describe('the verb test', () => {
  it('runs every test file, prints the closing lines of the runner and passes its exit code on', async (t) => {
    const run = await projectWithTests(t).run(['test']);

    assert.match(run.stdout, /holds/);
    assert.match(run.stdout, /ℹ tests 2\n/);
    assert.match(run.stdout, /ℹ fail 1\n/);
    assert.equal(run.code, 1);
  });

  it('runs only the files whose names match, compiled or not', async (t) => {
    const project = projectWithTests(t);

    const part = await project.run(['test', 'good/']);
    const source = await project.run(['test', 'test/good/volume.test.ts']);

    for (const run of [part, source]) {
      assert.match(run.stdout, /ℹ tests 1\n/);
      assert.equal(run.code, 0);
    }
  });

  it('hands options to the runner', async (t) => {
    const run = await projectWithTests(t).run(['test', '--test-name-pattern=holds']);

    assert.match(run.stdout, /holds/);
    assert.doesNotMatch(run.stdout, /breaks/);
    assert.equal(run.code, 0);
  });

  it('fails when nothing matches', async (t) => {
    const run = await projectWithTests(t).run(['test', 'nowhere']);

    assert.match(run.stderr, /no test file matches nowhere/);
    assert.equal(run.code, 1);
  });

  it('prepares once before any file runs', async (t) => {
    const project = projectWithTests(t);
    project.write(
      'test/support/prepare.ts',
      "declare const console: { log(text: string): void };\nexport async function prepare(): Promise<void> {\n  console.log('prepared');\n}\n",
    );

    const run = await project.run(['test', 'good/']);

    assert.match(run.stdout, /^prepared\n/);
  });
});

describe('the verb check', () => {
  it('runs every check and ends with 0 when all hold', async (t) => {
    const project = await projectWithTools(t, {});

    const run = await project.run(['check']);

    assert.deepEqual(summaryOf(run.stdout), [
      'ok types',
      'ok lint',
      'ok format',
      'ok compose file',
      'ok generated files',
      'ok schema changes',
    ]);
    assert.match(run.stdout, /verb emit --check/);
    assert.match(run.stdout, /verb schema changes/);
    assert.equal(run.code, 0);
  });

  it('goes on after a failure, names it in the summary and ends with 1', async (t) => {
    const project = await projectWithTools(t, { oxlint: 1, dclint: 2 });

    const run = await project.run(['check']);

    assert.deepEqual(summaryOf(run.stdout), [
      'ok types',
      'FAILED lint',
      'ok format',
      'FAILED compose file',
      'ok generated files',
      'ok schema changes',
    ]);
    assert.equal(run.code, 1);
  });

  it('reports sources that do not compile and still runs the rest', async (t) => {
    const project = await projectWithTools(t, {});
    project.write('bin/wrong.ts', "export const wrong: number = 'text';\n");

    const run = await project.run(['check']);

    assert.match(run.stderr, /TS2322/);
    assert.deepEqual(summaryOf(run.stdout), [
      'FAILED types',
      'ok lint',
      'ok format',
      'ok compose file',
      'FAILED generated files',
      'FAILED schema changes',
    ]);
  });
});

function summaryOf(stdout: string): string[] {
  return [...stdout.matchAll(/^(ok|FAILED) +(\w[\w ]*?) {2,}[\d.]+ s$/gm)].map(
    ([, state, name]) => `${state} ${name}`,
  );
}

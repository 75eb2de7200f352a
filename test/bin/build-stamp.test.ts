import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { LauncherProject, repository } from '../support/launcher-project.js';

describe('building', () => {
  it('happens when a source changes and not when only its time does', async (t) => {
    const project = new LauncherProject(t);

    const first = await project.run(['build']);
    utimesSync(join(project.folder, 'bin/cli.ts'), new Date(), new Date());
    const untouched = await project.run(['build']);
    project.write('bin/cli.ts', 'export async function main(): Promise<number> {\n  return 6;\n}\n');
    const changed = await project.run(['greet']);

    assert.match(first.stderr, /built in/);
    assert.doesNotMatch(untouched.stderr, /built/);
    assert.match(changed.stderr, /built in/);
    assert.equal(changed.code, 6);
  });

  it('prints the compiler errors, ends with 1 and does not run the verb', async (t) => {
    const project = new LauncherProject(t);
    project.write('bin/wrong.ts', "export const wrong: number = 'text';\n");

    const first = await project.run(['greet']);
    const again = await project.run(['greet']);

    for (const run of [first, again]) {
      assert.match(run.stderr, /bin\/wrong\.ts.*TS2322/);
      assert.equal(run.stdout, '');
      assert.equal(run.code, 1);
    }
  });

  it('removes the output of sources that are gone, with folders that become empty', async (t) => {
    const project = new LauncherProject(t);
    project.write('test/deep/gone.test.ts', 'export const gone = 1;\n');
    project.write('test/kept.test.ts', 'export const kept = 1;\n');
    await project.run(['build']);
    assert.ok(existsSync(join(project.folder, 'dist/test/deep/gone.test.js')));

    rmSync(join(project.folder, 'test/deep'), { recursive: true });
    await project.run(['build']);

    assert.ok(!existsSync(join(project.folder, 'dist/test/deep')));
    assert.ok(existsSync(join(project.folder, 'dist/test/kept.test.js')));
    assert.ok(existsSync(join(project.folder, 'dist/test/kept.test.js.map')));
  });

  it('brings back output that was deleted by hand', async (t) => {
    const project = new LauncherProject(t);
    await project.run(['build']);

    rmSync(join(project.folder, 'dist/bin/cli.js'));
    const run = await project.run(['greet']);

    assert.equal(run.stdout, 'verb greet');
    assert.equal(run.code, 0);
  });

  it('is left out where the compiler settings are absent, and so is installing', async (t) => {
    const project = new LauncherProject(t);
    await project.run(['build']);
    const calls = project.npmCalls().length;
    rmSync(join(project.folder, 'tsconfig.json'));
    rmSync(join(project.folder, 'node_modules'), { recursive: true });

    const verb = await project.run(['greet']);
    const build = await project.run(['build']);

    assert.equal(verb.stdout, 'verb greet');
    assert.match(build.stderr, /"build" needs the sources/);
    assert.equal(build.code, 1);
    assert.equal(project.npmCalls().length, calls);
  });

  it('looks at the very folders the compiler reads', () => {
    const { include } = JSON.parse(readFileSync(join(repository, 'tsconfig.json'), 'utf8')) as {
      include: string[];
    };
    const launcher = readFileSync(join(repository, 'bin/launcher/sources.mjs'), 'utf8');

    const folders = include.map((pattern) => `'${pattern.replace('/**/*.ts', '')}'`).join(', ');

    assert.ok(launcher.includes(`SOURCE_FOLDERS = [${folders}]`), folders);
  });

  it('bundles the console when one of its own files changes, and not with the rest', async (t) => {
    const project = new LauncherProject(t);
    await project.run(['build']);
    project.link('vite');
    const page = '<!doctype html><script type="module" src="./main.ts"></script>';
    project.write('gateway/console/app/page.html', page);
    project.write('gateway/console/app/main.ts', 'document.title = "first";\n');
    const script = (): string => {
      const files = join(project.folder, 'dist/console/files');
      return readFileSync(join(files, readdirSync(files).find((name) => name.endsWith('.js')) ?? ''), 'utf8');
    };

    const first = await project.run(['build']);
    const bundled = script();
    const untouched = await project.run(['build']);
    project.write('gateway/console/app/main.ts', 'document.title = "second";\n');
    const changed = await project.run(['greet']);

    assert.match(first.stderr, /built the console in/);
    assert.doesNotMatch(first.stderr, /built in/);
    assert.match(bundled, /first/);
    assert.doesNotMatch(untouched.stderr, /built/);
    assert.match(changed.stderr, /built the console in/);
    assert.match(script(), /second/);
    assert.equal(changed.stdout, 'verb greet');
  });

  it('ends with 1 when the console does not bundle, and tries again the next time', async (t) => {
    const project = new LauncherProject(t);
    await project.run(['build']);
    project.link('vite');
    project.write('gateway/console/app/page.html', '<script type="module" src="./absent.ts"></script>');

    const runs = [await project.run(['greet']), await project.run(['greet'])];

    for (const { code, stdout, stderr } of runs) {
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /absent[\s\S]*the console does not build/);
    }
  });
});

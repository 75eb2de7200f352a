import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../../bin/project.js';
import { delfinSource, idOf, sampleRows } from '../storage/import/delfin-source.js';
import { startChild } from '../support/child.js';
import { runCommand, temporaryFolder } from '../support/command-line.js';
import { debianPython } from '../support/debian-programs.js';
import { sqlalchemyMissing } from '../support/prepare.js';

// The source is SQLite here: SQLAlchemy reads it and MySQL alike, and there is no MySQL on the machines of the tests.
test(
  'the program that copies a Delfin database makes a file the import takes',
  { skip: sqlalchemyMissing() ?? false },
  async (t) => {
    const source = await delfinSource(t, 'embedded', sampleRows());
    const cwd = temporaryFolder(t);
    const program = join(projectRoot, 'docs/examples/delfin-from-mysql.py');
    const copying = await startChild(t, debianPython, [program, source], { cwd });
    const { code } = await copying.exited;

    const run = (database: string) =>
      runCommand(t, ['import', 'delfin', '--json', '--database', database, '--data-dir', join(cwd, 'data')]);
    const copied = await run(`sqlite:///${join(cwd, 'delfin.sqlite')}`);
    const original = await run(source);

    assert.equal(code, 0, copying.lines.join('\n'));
    assert.equal(copied.code, original.code, copied.stderr);
    assert.deepEqual(JSON.parse(copied.stdout), JSON.parse(original.stdout));
    assert.ok(copied.stdout.includes(idOf(1)));
  },
);

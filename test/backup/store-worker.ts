import { readFile } from 'node:fs/promises';
import { DiskFixture } from './disk-fixture.js';
import { deadlyAt } from './failing-files.js';

// Stores a disk once and tells so, unless it is killed at a call of the destination's file system before.
const [root = '', machine = '', source = '', call = ''] = process.argv.slice(2);
const disk = new DiskFixture(root, await readFile(source), undefined, machine);
const backup = await disk.backUp(disk.destination(undefined, deadlyAt(Number(call))));
process.stdout.write(`published ${backup}\n`);

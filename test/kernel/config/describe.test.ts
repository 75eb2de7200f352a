import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configTable, envExample } from '../../../subgraphs/kernel/config/describe.js';
import { duration, optionalText } from '../../../subgraphs/kernel/config/row.js';

const groups = [
  {
    title: 'Part',
    rows: [
      duration('INFRAGRAPH_WAIT', '90m', 'A time.'),
      optionalText('INFRAGRAPH_KEY', 'A key.', { secret: true }),
    ],
  },
];

test('writes every setting commented out at its default', () => {
  const text = envExample(groups);

  assert.match(text, /# Part\n# A time\.\n#INFRAGRAPH_WAIT=90m\n# A key\.\n#INFRAGRAPH_KEY=\n/);
});

test('writes a table with the option and marks secrets', () => {
  const table = configTable(groups);

  assert.match(table, /\| `INFRAGRAPH_WAIT` \| `--wait` \| duration \| `90m` \| A time\. \|/);
  assert.match(table, /A key\. Secret\./);
});

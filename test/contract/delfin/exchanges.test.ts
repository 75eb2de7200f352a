import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { projectRoot } from '../../../bin/project.js';
import { openProduct } from '../../support/product.js';
import { runExchange, type Kept, type Scenario } from './run-exchanges.js';

const scenarios = ['exchanges', 'alert-exchanges'].flatMap(
  (name) =>
    JSON.parse(readFileSync(`${projectRoot}/test/contract/delfin/${name}.json`, 'utf8')) as Scenario[],
);

for (const { title, exchanges } of scenarios) {
  describe(`the Delfin API ${title}`, () => {
    const ends: (() => Promise<void>)[] = [];
    const kept: Kept = new Map();
    let base = '';

    before(async () => {
      const owner = { after: (end: () => Promise<void>): void => void ends.push(end) };
      const product = await openProduct(owner, { settings: { 'delfin-port': '0' } });
      base = product.ownPorts.find(({ title: name }) => name.startsWith('Delfin'))?.url ?? '';
    });
    after(async () => {
      for (const end of ends) await end();
    });

    for (const exchange of exchanges) test(exchange.title, () => runExchange(base, exchange, kept));
  });
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startFreezer, type FreezerGateway } from '../../gateway/rest/freezer/freezer-gateway.js';
import { sendOverWire } from '../../support/wire.js';
import { runExchange, type RecordedRequest, type Scenario } from './run-exchanges.js';

const sources = join(import.meta.dirname, '..', '..', '..', '..', 'test', 'contract', 'freezer');
const scenarios = ['exchanges.json', 'work-exchanges.json'].flatMap(
  (name) => JSON.parse(readFileSync(join(sources, name), 'utf8')) as Scenario[],
);

for (const { title, settings, exchanges } of scenarios) {
  describe(`the Freezer API ${title}`, () => {
    let freezer: FreezerGateway;

    before(async () => {
      const { tokens, ...rest } = settings ?? {};
      freezer = await startFreezer({
        ...rest,
        ...(typeof tokens === 'string' ? { tokens: join(sources, tokens) } : {}),
      });
    });
    after(() => freezer.close());

    const send = ({
      method,
      path,
      headers,
      body,
      text,
    }: RecordedRequest): ReturnType<typeof sendOverWire> => {
      const sent = body === undefined ? text : JSON.stringify(body);
      return sendOverWire(freezer.url, {
        method,
        path,
        headers: { 'content-type': 'application/json', ...headers },
        ...(sent === undefined ? {} : { body: sent }),
      });
    };
    for (const exchange of exchanges) {
      test(exchange.title, () => runExchange(send, exchange.request, exchange.response));
    }
  });
}

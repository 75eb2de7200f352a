import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { composeSupergraph } from '../../../schema/compose.js';
import { LiveFederation } from '../../../gateway/federation/live-federation.js';
import { localLink } from '../../../gateway/federation/local-link.js';
import { silentLog } from '../../support/engines.js';
import { readAll } from '../../support/live-readers.js';
import { startSampleGateway, type SampleGateway } from '../../support/sample-gateway.js';
import { waitFor } from '../../support/wait-for.js';

const changes = 'subscription { changes { kind book { title loud } } }';

describe('subscriptions when the supergraph is replaced', () => {
  let sample: SampleGateway;
  let federation: LiveFederation;
  let linksMade: string[];
  beforeEach(async () => {
    linksMade = [];
    sample = await startSampleGateway('in process', (world) => {
      federation = new LiveFederation(world.supergraphSdl, ({ name, url }) => {
        linksMade.push(`${name} ${url}`);
        const subgraph = world.subgraphs.find((one) => one.name === name);
        if (!subgraph) throw new Error(`There is no subgraph ${name}.`);
        return localLink(subgraph, silentLog);
      });
      return { federation };
    });
  });
  afterEach(async () => {
    await sample.close();
    assert.equal(sample.world.changes.openCount, 0);
  });

  /** The sample's supergraph with other SDL or another address of books. */
  function composed(change: (sdl: string) => string, url = 'subgraph://books'): string {
    return composeSupergraph(
      sample.world.subgraphs.map(({ name, graph }) => ({
        name,
        sdl: name === 'books' ? change(graph.sdl) : graph.sdl,
        url: name === 'books' ? url : `subgraph://${name}`,
      })),
    );
  }

  test('go on with the same source where their fetch is the same, planned over the new graph', async () => {
    const all = await readAll(sample.gateway.subscriptions, changes);
    await all.until(1);

    await federation.replace(composed((sdl) => sdl.replace('type Query {', 'type Query { later: String ')));
    const cursor = sample.world.changes.add('2');
    await all.until(2);

    assert.deepEqual(JSON.parse(String(all.taken[1]?.json)), {
      data: { changes: { kind: 'CHANGED', book: { title: 'Emma', loud: 'EMMA' } } },
    });
    assert.equal(all.taken[1]?.cursor, cursor);
    assert.equal(sample.world.changes.opened.length, 1);
    all.reader.close();
  });

  test('go on behind their last event where it comes from elsewhere now', async () => {
    const all = await readAll(sample.gateway.subscriptions, changes);
    await all.until(1);
    const cursors = [sample.world.changes.add('1')];
    await all.until(2);

    await federation.replace(composed((sdl) => sdl, 'subgraph://other-books'));
    cursors.push(sample.world.changes.add('2'), sample.world.changes.add('1'));
    await all.until(4);

    assert.deepEqual(linksMade.at(-1), 'books subgraph://other-books');
    assert.deepEqual(all.cursors.slice(1), cursors);
    assert.equal(sample.world.changes.opened.at(-1)?.after, cursors[0]);
    await waitFor('the former source to be gone', () => sample.world.changes.openCount === 1);
    all.reader.close();
  });

  test('end with a code where the new graph no longer has what they read', async () => {
    const all = await readAll(sample.gateway.subscriptions, changes);
    await all.until(1);

    await federation.replace(
      composed((sdl) => sdl.replace('kind: ChangeKind! book: Book }', 'kind: ChangeKind! item: Book }')),
    );
    await all.until(2);

    assert.deepEqual(all.taken[1]?.result.errors?.[0]?.extensions, {
      code: 'CONFLICT',
      reason: 'GRAPH_CHANGED',
    });
    assert.equal(all.reader.end, 'complete');
    assert.equal(sample.gateway.subscriptions.readerCount, 0);
  });
});

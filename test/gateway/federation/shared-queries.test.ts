import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parse } from 'graphql';
import {
  Federation,
  type FederationOptions,
  type OperationCall,
} from '../../../gateway/federation/federation.js';
import type { SubgraphLink } from '../../../gateway/federation/subgraph-link.js';
import { readSupergraph } from '../../../gateway/federation/supergraph/read-supergraph.js';
import { composeSupergraph } from '../../../schema/compose.js';
import { openViewer, type Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { RequestContext } from '../../../subgraphs/kernel/subgraph/request-context.js';

const sdl = composeSupergraph([
  { name: 'one', sdl: 'type Query { text(of: String): String } type Mutation { change: String }' },
]);

/** A graph over one subgraph that counts what it is asked, and fails for the variable `of: "failing"`. */
function countingGraph(options: FederationOptions): {
  readonly graph: Federation;
  readonly asked: unknown[];
} {
  const asked: unknown[] = [];
  const link: SubgraphLink = {
    name: 'one',
    execute: async ({ variables }, context) => {
      asked.push(variables);
      await new Promise((later) => setTimeout(later, 20));
      if (variables?.['of'] === 'failing')
        return { data: { text: null }, errors: [{ message: 'It failed.' }] };
      if (context.signal?.aborted) throw new Error('The caller is gone.');
      return { data: { text: `answer ${asked.length}`, change: 'changed' } };
    },
    subscribe: () => Promise.reject(new Error('There is nothing to subscribe to.')),
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return { graph: new Federation(readSupergraph(sdl), new Map([['one', link]]), options), asked };
}

const document = parse('query ($of: String) { text(of: $of) }');

function call(of = 'a', viewer: Viewer = openViewer, signal?: AbortSignal): OperationCall {
  const context = new RequestContext(viewer, 'request', signal);
  return { document, source: 'the query', variables: { of }, context };
}

suite('equal queries that run at the same time', () => {
  test('are each executed where nothing else is asked for', async () => {
    const { graph, asked } = countingGraph({});

    await Promise.all([1, 2, 3].map(() => graph.executeToText(call())));

    assert.equal(asked.length, 3);
  });

  test('are executed once where that is switched on, and anew when that has ended', async () => {
    const { graph, asked } = countingGraph({ shareQueries: true });

    const answers = await Promise.all([1, 2, 3].map(() => graph.executeToText(call())));
    const later = await graph.executeToText(call());

    assert.equal(asked.length, 2);
    for (const answer of answers)
      assert.equal('text' in answer && answer.text, '{"data":{"text":"answer 1"}}');
    assert.equal('text' in later && later.text, '{"data":{"text":"answer 2"}}');
  });

  test('are not equal with other variables or another identity', async () => {
    const { graph, asked } = countingGraph({ shareQueries: true });
    const other: Viewer = { ...openViewer, tenantId: 'another' };

    await Promise.all([call('a'), call('b'), call('a', other)].map((one) => graph.executeToText(one)));

    assert.equal(asked.length, 3);
  });

  test('go on when the first who asked is gone', async () => {
    const { graph, asked } = countingGraph({ shareQueries: true });
    const gone = new AbortController();

    const first = graph.executeToText(call('a', openViewer, gone.signal));
    const second = graph.executeToText(call());
    gone.abort();

    const answers = await Promise.all([first, second]);
    assert.equal(asked.length, 1);
    for (const answer of answers) assert.ok('text' in answer);
  });

  test('share no failure', async () => {
    const { graph, asked } = countingGraph({ shareQueries: true });

    const answers = await Promise.all([1, 2].map(() => graph.executeToText(call('failing'))));

    assert.equal(asked.length, 2);
    for (const answer of answers) assert.ok('errors' in answer && answer.errors?.length === 1);
  });

  test('are never changes', async () => {
    const { graph, asked } = countingGraph({ shareQueries: true });
    const source = 'mutation { change }';
    const change = { ...call(), source, document: parse(source) };

    await Promise.all([graph.executeToText(change), graph.executeToText(change)]);

    assert.equal(asked.length, 2);
  });
});

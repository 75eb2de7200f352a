// Nothing but fetch: a list page by page, an error by its code, and events as they come.
const url = process.env['INFRAGRAPH_URL'] ?? 'http://localhost:4000';

interface Answer<T> {
  data?: T | null;
  errors?: { message: string; extensions: { code: string; requestId: string } }[];
}

async function ask<T>(query: string, variables: object = {}): Promise<Answer<T>> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer<T>;
}

interface Machines {
  cloud: {
    nodes: {
      nodes: { name: string; state: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  } | null;
}

const machines = `query Machines($after: String) {
  cloud(name: "fake_driver") {
    nodes(first: 1, after: $after) {
      nodes { name state }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

let after: string | null = null;
do {
  const page: Answer<Machines> = await ask<Machines>(machines, { after });
  // A part that could not be had is null, and "errors" tells why; the rest of the answer is there.
  const list = page.data?.cloud?.nodes;
  if (!list) throw new Error(page.errors?.[0]?.message);
  for (const { name, state } of list.nodes) console.log(name, state);
  after = list.pageInfo.hasNextPage ? list.pageInfo.endCursor : null;
} while (after !== null);

const missing = await ask(
  'mutation { cancelTask(input: { guid: "00000000-0000-4000-8000-000000000000" }) { task { guid } } }',
);
console.log(missing.errors?.[0]?.extensions.code);

// The same URL streams subscriptions as Server-Sent Events to whoever accepts them.
const events = await fetch(`${url}/graphql`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
  body: JSON.stringify({
    query: 'subscription { nodeEvents(cloud: "fake_driver") { cursor kind nodes { name } } }',
  }),
});
if (!events.body) throw new Error('there is no stream');
const reader = events.body.pipeThrough(new TextDecoderStream()).getReader();
let text = '';
while (!/^data: .+\n\n/m.test(text)) {
  const { done, value } = await reader.read();
  if (done) throw new Error('the stream has ended');
  text += value;
}
await reader.cancel();
const { nodeEvents } = JSON.parse(/^data: (.+)$/m.exec(text)?.[1] ?? '').data;
// To go on later: nodeEvents(after: <cursor>), or the header Last-Event-ID with the message's id.
console.log(nodeEvents.kind, nodeEvents.nodes.length, typeof nodeEvents.cursor);

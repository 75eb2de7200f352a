// graphql-ws alone: what happens is told once and in order, over lost connections and restarts of the server.
import { createClient } from 'graphql-ws';

const url = process.env['INFRAGRAPH_URL'] ?? 'http://localhost:4000';
const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, retryAttempts: Infinity });

interface Started {
  taskEvents: { cursor: string; kind: string; task: { state: string } | null } | null;
}

const query = `subscription ($after: EventCursor) {
  taskEvents(after: $after, types: ["compute.node.start"]) { cursor kind task { state } }
}`;

await new Promise<void>((complete, error) => {
  const variables: { after?: string } = {};
  const stop = client.subscribe<Started>(
    { query, variables },
    {
      next({ data }) {
        const event = data?.taskEvents;
        if (!event) return;
        variables.after = event.cursor;
        show(event.kind, event.task?.state);
        if (event.kind === 'SNAPSHOT') void loseConnection();
        if (event.kind === 'STATE' && event.task?.state === 'FINISHED') stop();
      },
      error,
      complete,
    },
  );
});
await client.dispose();

function show(kind: string, state?: string): void {
  if (kind === 'SNAPSHOT') console.log('what there is');
  else if (kind !== 'PROGRESS') console.log(kind, state);
}

/** Breaks the connection, and starts a machine while there is none. */
async function loseConnection(): Promise<void> {
  client.terminate();
  const mutation = `mutation {
    startComputeNode(input: { name: "live", imageId: "1", sizeId: "1" }) { task { guid } }
  }`;
  await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: mutation }),
  });
}

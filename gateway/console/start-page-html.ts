import { pageIcon } from './page-icon.js';
import { startPageStyle } from './start-page-style.js';

/** Paths the start page names. What is absent is switched off. */
export interface StartPageLinks {
  /** Version of the product. */
  readonly version: string;
  readonly graphql: string;
  readonly health: string;
  readonly schema?: string;
  readonly ide?: string;
  readonly restDocs?: string;
  readonly openApi?: string;
}

interface Entry {
  readonly path: string | undefined;
  readonly title: string;
  readonly text: string;
  /** Whether a browser can open it. */
  readonly opens: boolean;
}

const firstQuery = '{ cloud { name nodes(first: 5) { nodes { name state } } } }';

/** The page a browser gets at `/`: what is served here, and a first command to try. `origin` is where it was asked. */
export function startPageHtml(links: StartPageLinks, origin: string): string {
  const entries = entriesOf(links).filter(({ path }) => path !== undefined);
  const command = `curl ${origin}${links.graphql} \\\n  -H 'content-type: application/json' \\\n  -d '${JSON.stringify({ query: firstQuery })}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Infragraph</title>
${pageIcon}
<style>${startPageStyle}</style>
</head>
<body>
<main>
<header>
<h1>Infragraph</h1>
<p>Storage, backup, compute and backup metadata as one typed, live graph.</p>
</header>
<nav aria-label="What is served here">
<ul>
${entries.map(entryHtml).join('\n')}
</ul>
</nav>
<section aria-labelledby="try">
<h2 id="try">A first query</h2>
<pre tabindex="0" role="region" aria-label="Command to copy"><code>${escapeHtml(command)}</code></pre>
</section>
<footer>Version ${escapeHtml(links.version)}</footer>
</main>
</body>
</html>
`;
}

function entriesOf(links: StartPageLinks): Entry[] {
  return [
    {
      path: links.ide,
      title: 'IDE',
      text: 'Write, run and watch GraphQL operations, with examples to start from.',
      opens: true,
    },
    {
      path: links.restDocs,
      title: 'REST documentation',
      text: 'Every legacy URL, its parameters and answers.',
      opens: true,
    },
    {
      path: links.graphql,
      title: 'GraphQL',
      text: 'Queries and mutations by POST, subscriptions by WebSocket on the same path.',
      opens: false,
    },
    {
      path: links.schema,
      title: 'Schema',
      text: 'The whole graph in schema language, for people and code generators.',
      opens: true,
    },
    {
      path: links.openApi,
      title: 'OpenAPI document',
      text: 'The REST layer as OpenAPI 3.1, for client generators.',
      opens: true,
    },
    {
      path: links.health,
      title: 'Health',
      text: 'Whether this server can answer, part by part.',
      opens: true,
    },
  ];
}

function entryHtml({ path = '', title, text, opens }: Entry): string {
  const name = opens ? `<a href="${escapeHtml(path)}">${title}</a>` : `<span>${title}</span>`;
  return `<li>${name}<code>${escapeHtml(path)}</code><p>${text}</p></li>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

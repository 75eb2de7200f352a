import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { ask, graphqlPath, type Answer } from '../graph/ask.js';
import { cards } from '../graph/cards.js';
import { openThing, tell, type Thing } from '../state/overlays.js';
import { Facts, isRecord, nameOf, type Value } from './facts.js';
import { closeAround, Modal } from './modal.js';
import { Empty, Problem } from './panel.js';
import { kindOf } from './search-box.js';

/** The thing somebody looks at, when there is one. */
export function CardDialog(): JSX.Element | null {
  const thing = openThing.value;
  return thing ? (
    <Modal name={kindOf(thing.typename)} class="card" close={() => (openThing.value = undefined)}>
      <Card key={thing.id} thing={thing} />
    </Modal>
  ) : null;
}

function Card({ thing }: { readonly thing: Thing }): JSX.Element {
  const document = cards.get(thing.typename);
  const [answer, setAnswer] = useState<Answer<{ readonly node: Value }> | undefined>();
  useEffect(() => {
    let gone = false;
    if (document)
      void ask<{ readonly node: Value }>(document, { id: thing.id }).then((found) => {
        if (!gone) setAnswer(found);
      });
    return () => {
      gone = true;
    };
  }, [thing.id]);
  const node = answer?.data?.node;
  return (
    <>
      <header>
        <p class="kind">{kindOf(thing.typename)}</p>
        <h2>{isRecord(node) ? nameOf(node) : '…'}</h2>
        <button type="button" class="small" onClick={({ currentTarget }) => closeAround(currentTarget)}>
          Close
        </button>
      </header>
      <Problem text={document ? answer?.problem : 'The console has no card for this kind.'} />
      {answer === undefined && document ? <Empty title="Loading…" /> : null}
      {answer && !isRecord(node) ? <Empty title="It is not there any more" /> : null}
      {isRecord(node) ? <Facts of={node} /> : null}
      {document ? <Copies document={document} id={thing.id} /> : null}
    </>
  );
}

/** The very operation of the card, for whoever goes on elsewhere. */
function Copies({ document, id }: { readonly document: string; readonly id: string }): JSX.Element {
  const inline = unindented(document)
    .replace(/\(\$id: ID!\)/, '')
    .replace('id: $id', `id: ${JSON.stringify(id)}`);
  const body = JSON.stringify({ query: inline.replaceAll(/\s+/g, ' ') }).replaceAll("'", String.raw`'\''`);
  const curl = `curl -s ${location.origin}${graphqlPath} -H 'content-type: application/json' -d '${body}'`;
  return (
    <p class="buttons">
      <button type="button" onClick={() => void copy(inline, 'GraphQL')}>
        Copy as GraphQL
      </button>
      <button type="button" onClick={() => void copy(curl, 'curl')}>
        Copy as curl
      </button>
    </p>
  );
}

function unindented(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const depth = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0;
  return lines.map((line) => line.slice(depth)).join('\n');
}

async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell(`Copied as ${what}`);
  } catch {
    tell('The browser did not allow to copy.', true);
  }
}

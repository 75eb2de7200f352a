import { signal } from '@preact/signals';
import { ask } from '../graph/ask.js';
import { cards } from '../graph/cards.js';
import { kindQuery, otherNames, searchQuery, storageNames } from '../graph/search-operations.js';
import { openAlerts } from './alerts.js';
import type { Thing } from './overlays.js';
import { tasksNamed } from './tasks.js';

/** Something that was found. */
export interface Found extends Thing {
  readonly name: string;
}

type Lists = Readonly<Record<string, { readonly nodes: readonly Named[] } | readonly Named[] | null>>;

interface Named {
  readonly __typename: string;
  readonly id: string;
  readonly name: string | null;
}

const mostShown = 12;
const freshMs = 30_000;

/** What the box shows below it; undefined while nothing is typed. */
export const searched = signal<readonly Found[] | undefined>(undefined);
/** Why not everything could be looked through. */
export const searchProblem = signal<string | undefined>(undefined);

let names: { readonly at: number; readonly found: Promise<readonly Found[]> } | undefined;
let asked = 0;

/** Looks for a text among everything the graph has names for, and for the thing of a global id. */
export async function search(typed: string): Promise<void> {
  const text = typed.trim();
  const number = ++asked;
  if (text === '') {
    searched.value = undefined;
    return;
  }
  const [byName, byServer, byId] = await Promise.all([allNames(), onServer(text), ofId(text)]);
  if (number !== asked) return;
  const wanted = text.toLowerCase();
  const local = [...nearAlerts(wanted), ...nearTasks(wanted)];
  const fitting = byName.filter(({ name }) => name.toLowerCase().includes(wanted));
  const all = new Map([...byId, ...fitting, ...byServer, ...local].map((one) => [one.id, one]));
  searched.value = [...all.values()]
    .sort((a, b) => rankOf(a, wanted) - rankOf(b, wanted))
    .slice(0, mostShown);
}

/** Reads the names ahead, so that the first key finds them. */
export function prepareSearch(): void {
  void allNames();
}

function allNames(): Promise<readonly Found[]> {
  if (names && Date.now() - names.at < freshMs) return names.found;
  const found = Promise.all([ask<Lists>(storageNames), ask<Lists>(otherNames)]).then((answers) => {
    searchProblem.value = answers.find(({ problem }) => problem !== undefined)?.problem;
    return answers.flatMap(({ data }) => foundIn(data));
  });
  names = { at: Date.now(), found };
  return found;
}

async function onServer(text: string): Promise<readonly Found[]> {
  return foundIn((await ask<Lists>(searchQuery, { text, names: [text] })).data);
}

async function ofId(text: string): Promise<readonly Found[]> {
  if (text.length < 12 || /\s/.test(text)) return [];
  const { data } = await ask<{ readonly node: { __typename: string; id: string } | null }>(kindQuery, {
    id: text,
  });
  return data?.node && cards.has(data.node.__typename)
    ? [{ typename: data.node.__typename, id: data.node.id, name: text }]
    : [];
}

function foundIn(lists: Lists | undefined): Found[] {
  return Object.values(lists ?? {})
    .flatMap((list) => (list === null ? [] : 'nodes' in list ? list.nodes : list))
    .flatMap(({ __typename: typename, id, name }) => (name === null ? [] : [{ typename, id, name }]));
}

function nearAlerts(wanted: string): Found[] {
  return (openAlerts.peek() ?? [])
    .filter(({ alertName, location }) => `${alertName} ${location}`.toLowerCase().includes(wanted))
    .slice(0, 4)
    .map(({ id, alertName }) => ({ typename: 'Alert', id, name: alertName ?? 'Alert' }));
}

function nearTasks(wanted: string): Found[] {
  return tasksNamed(wanted, 4).map(({ id, title }) => ({ typename: 'Task', id, name: title }));
}

/** What begins with the text stands before what holds it; tasks, of which there are many, stand last. */
function rankOf({ name, typename }: Found, wanted: string): number {
  const place = name.toLowerCase().startsWith(wanted) ? 0 : 1;
  return place + (typename === 'Task' ? 4 : 0);
}

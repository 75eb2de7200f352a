import type { Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import type { PreparedOperation } from '../federation/planning/operation-planner.js';
import type { SubgraphLink } from '../federation/subgraph-link.js';
import type { LiveFetch } from './live-fetch.js';

type Variables = Readonly<Record<string, unknown>>;

/** Texts that are equal where subscribers can share. Where they begin is no part of them. */
export class SharingKeys {
  private readonly ids = new WeakMap<object, number>();
  private lastId = 0;

  /** Equal for those whose events come from the same fetch, asked for by the same viewer. */
  ofSource(link: SubgraphLink, fetch: LiveFetch, variables: Variables, viewer: Viewer): string {
    const used = fetch.variables.map((name) => [name, variables[name]]);
    return JSON.stringify([this.idOf(link), fetch.operationName, fetch.query, used, viewer]);
  }

  /** Equal for those who, besides, see each event the same way. */
  ofView(prepared: PreparedOperation, { resume }: LiveFetch, variables: Variables): string {
    const meaning = Object.keys(variables)
      .filter((name) => !(resume?.isAlone === true && name === resume.variable))
      .sort()
      .map((name) => [name, variables[name]]);
    return JSON.stringify([this.idOf(prepared), meaning]);
  }

  private idOf(thing: object): number {
    const id = this.ids.get(thing) ?? ++this.lastId;
    this.ids.set(thing, id);
    return id;
  }
}

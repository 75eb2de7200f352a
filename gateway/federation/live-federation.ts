import type { GraphQLSchema } from 'graphql';
import { CountedLink } from './counted-link.js';
import { FederationCounts } from './federation-counts.js';
import { Federation, type FederationOptions } from './federation.js';
import type { SubgraphLink } from './subgraph-link.js';
import { readSupergraph, type ReadSupergraph, type SubgraphPlace } from './supergraph/read-supergraph.js';

/** Makes the way to a subgraph. Throws where there is none. */
export type LinkMaker = (place: SubgraphPlace) => SubgraphLink;

interface Generation {
  readonly federation: Federation;
  readonly places: ReadonlyMap<string, { readonly url: string; readonly link: SubgraphLink }>;
  /** How much still runs on it. */
  running: number;
}

/**
 * The federated graph as it is now. It can be replaced while it serves: what has begun goes on over the supergraph and
 * the links it began with, and links that the new one does not need are closed when the last of it has ended.
 */
export class LiveFederation {
  /** What planning and fetching cost. */
  readonly counts: FederationCounts;
  private generation: Generation;
  private readonly replaced = new Set<Generation>();
  private readonly listeners = new Set<(federation: Federation) => void>();
  private readonly bySchema = new WeakMap<GraphQLSchema, Generation>();

  /** Throws when the supergraph cannot be read or a subgraph has no way to it. */
  constructor(
    supergraphSdl: string,
    private readonly makeLink: LinkMaker,
    private readonly options: FederationOptions = {},
  ) {
    this.counts = options.counts ?? new FederationCounts();
    this.generation = this.open(readSupergraph(supergraphSdl), new Map());
  }

  /** The graph of what begins now. */
  get current(): Federation {
    return this.generation.federation;
  }

  /** Replaces the supergraph. Throws when it cannot be read, and serves the former one on. */
  async replace(supergraphSdl: string): Promise<void> {
    const former = this.generation;
    if (former.federation.supergraph.sdl === supergraphSdl) return;
    this.generation = this.open(readSupergraph(supergraphSdl), former.places);
    this.replaced.add(former);
    for (const listener of this.listeners) listener(this.current);
    await this.closeUnused();
  }

  /** Calls the listener with every later graph; returns the way to stop that. */
  onReplaced(listener: (federation: Federation) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Takes the graph that a schema was made from, the present one for any other, until `release`. */
  take(schema?: GraphQLSchema): { readonly federation: Federation; readonly release: () => void } {
    const generation = (schema && this.bySchema.get(schema)) ?? this.generation;
    generation.running++;
    let held = true;
    return {
      federation: generation.federation,
      release: () => {
        if (held) generation.running--;
        held = false;
        if (generation !== this.generation) void this.closeUnused();
      },
    };
  }

  /** Closes all links. */
  async close(): Promise<void> {
    const links = [this.generation, ...this.replaced].flatMap(({ federation }) => [
      ...federation.links.values(),
    ]);
    this.replaced.clear();
    await Promise.all([...new Set(links)].map((link) => link.close()));
  }

  private open(supergraph: ReadSupergraph, known: Generation['places']): Generation {
    const places = new Map(
      supergraph.subgraphs.map(({ name, url }) => {
        const before = known.get(name);
        const link =
          before?.url === url ? before.link : new CountedLink(this.makeLink({ name, url }), this.counts);
        return [name, { url, link }];
      }),
    );
    const links = new Map([...places].map(([name, { link }]) => [name, link]));
    const options = { ...this.options, counts: this.counts };
    const generation = { federation: new Federation(supergraph, links, options), places, running: 0 };
    this.bySchema.set(generation.federation.apiSchema, generation);
    return generation;
  }

  private async closeUnused(): Promise<void> {
    const ended = [...this.replaced].filter(({ running }) => running === 0);
    for (const generation of ended) this.replaced.delete(generation);
    const used = new Set(
      [this.generation, ...this.replaced].flatMap(({ federation }) => [...federation.links.values()]),
    );
    const before = new Set(ended.flatMap(({ federation }) => [...federation.links.values()]));
    await Promise.all([...before].filter((link) => !used.has(link)).map((link) => link.close()));
  }
}

/** The way over given links; one that is not given has none. */
export function givenLinks(links: readonly SubgraphLink[]): LinkMaker {
  return ({ name }) => {
    const link = links.find((given) => given.name === name);
    if (!link) throw new Error(`The supergraph needs the subgraph ${name}, which is not linked.`);
    return link;
  };
}

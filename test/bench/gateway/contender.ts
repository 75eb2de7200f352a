import type { WorldSubgraph } from './world/sdl.js';

/** A gateway of the comparison. Its script, below `contenders/`, is given a folder with the world and says where it listens. */
export interface Contender {
  readonly name: string;
  readonly title: string;
  /** Script and what it is told besides the folder. */
  readonly script: string;
  readonly variant?: string;
  /** Settings of ours. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Packages whose versions are told. */
  readonly packages: readonly string[];
  /** Where they are from: the product's own, or those that are installed for the comparison. */
  readonly from: 'product' | 'rivals';
  /** The only shapes it is made for; all unless given. */
  readonly shapes?: readonly string[];
  /** Whether it shares the answer of identical operations in flight; such ones have a table of their own. */
  readonly sharing?: boolean;
}

/** The one all others are compared with. */
export const reference = 'apollo';

/** All contenders, in the order of the table. */
export const contenders: readonly Contender[] = [
  {
    name: reference,
    title: 'Apollo Gateway',
    script: 'apollo',
    packages: ['@apollo/gateway', '@apollo/server'],
    from: 'product',
  },
  {
    name: 'apollo-undici',
    title: 'Apollo Gateway, undici data source',
    script: 'apollo',
    variant: 'undici',
    packages: ['@apollo/gateway', 'undici'],
    from: 'product',
  },
  {
    name: 'hive',
    title: 'Hive Gateway, stitching',
    script: 'hive',
    packages: ['@graphql-hive/gateway-runtime'],
    from: 'rivals',
  },
  {
    name: 'hive-rust',
    title: 'Hive Gateway, Rust planner',
    script: 'hive',
    variant: 'rust',
    packages: ['@graphql-hive/gateway-runtime', '@graphql-hive/router-runtime'],
    from: 'rivals',
  },
  {
    name: 'hive-sharing',
    title: 'Hive Gateway, stitching',
    script: 'hive',
    variant: 'sharing',
    packages: ['@graphql-hive/gateway-runtime'],
    from: 'rivals',
    sharing: true,
  },
  {
    name: 'hive-rust-sharing',
    title: 'Hive Gateway, Rust planner',
    script: 'hive',
    variant: 'rust+sharing',
    packages: ['@graphql-hive/gateway-runtime', '@graphql-hive/router-runtime'],
    from: 'rivals',
    sharing: true,
  },
  {
    name: 'mercurius',
    title: 'Mercurius gateway with jit',
    script: 'mercurius',
    packages: ['mercurius', '@mercuriusjs/gateway'],
    from: 'rivals',
  },
  {
    name: 'ours',
    title: 'Infragraph',
    script: 'ours',
    // The wide operation multiplies lists that nothing bounds, which the default limit refuses.
    environment: { INFRAGRAPH_MAX_COST: '0' },
    packages: [],
    from: 'product',
  },
  {
    name: 'ours-sharing',
    title: 'Infragraph',
    script: 'ours',
    environment: { INFRAGRAPH_MAX_COST: '0', INFRAGRAPH_SHARE_QUERIES: 'true' },
    packages: [],
    from: 'product',
    sharing: true,
  },
  {
    name: 'in-process',
    title: 'Infragraph, subgraphs in process',
    script: 'in-process',
    packages: [],
    from: 'product',
  },
  {
    name: 'plain',
    title: 'code written for the query alone',
    script: 'plain',
    packages: [],
    from: 'product',
    shapes: ['wide', 'one', 'chain'],
  },
  {
    name: 'plain-merged',
    title: 'the same, by the requests of a gateway, merged',
    script: 'plain',
    variant: 'merged',
    packages: [],
    from: 'product',
    shapes: ['wide'],
  },
];

/** What every contender finds in its folder. */
export const worldFiles = { supergraph: 'supergraph.graphql', subgraphs: 'subgraphs.json' } as const;

/** A subgraph as `subgraphs.json` lists it. */
export interface PlacedSubgraph {
  readonly name: WorldSubgraph;
  readonly url: string;
  readonly sdl: string;
}

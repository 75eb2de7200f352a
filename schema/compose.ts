import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

/** One subgraph's published SDL. */
export interface SubgraphSdl {
  readonly name: string;
  readonly sdl: string;
  /** Where it is served; without it a placeholder stands in the supergraph. */
  readonly url?: string | undefined;
}

/** Composes the supergraph of Federation 2 and 1 schemas. Throws with every composition error. */
export function composeSupergraph(subgraphs: readonly SubgraphSdl[]): string {
  const services = subgraphs.map(({ name, sdl, url }) => ({
    name,
    typeDefs: parse(sdl),
    url: url ?? `subgraph://${name}`,
  }));
  const result = composeServices(services);
  if (result.errors) {
    throw new Error(
      ['The subgraphs do not compose:', ...result.errors.map((error) => `  - ${error.message}`)].join('\n'),
    );
  }
  return `${result.supergraphSdl.trim()}\n`;
}

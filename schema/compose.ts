import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

/** One subgraph's published SDL. */
export interface SubgraphSdl {
  readonly name: string;
  readonly sdl: string;
}

/** Composes the supergraph. Throws with every composition error; the URLs in it are placeholders. */
export function composeSupergraph(subgraphs: readonly SubgraphSdl[]): string {
  const services = subgraphs.map(({ name, sdl }) => ({
    name,
    typeDefs: parse(sdl),
    url: `subgraph://${name}`,
  }));
  const result = composeServices(services);
  if (result.errors) {
    throw new Error(
      ['The subgraphs do not compose:', ...result.errors.map((error) => `  - ${error.message}`)].join('\n'),
    );
  }
  return `${result.supergraphSdl.trim()}\n`;
}

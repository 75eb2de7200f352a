import { parse, visit } from 'graphql';
import { textArgument } from './field-sets.js';
import type { SubgraphPlace } from './read-supergraph.js';

/** The subgraphs that a supergraph names, without reading the rest of it. Throws a syntax error. */
export function subgraphPlaces(supergraphSdl: string): SubgraphPlace[] {
  const places: SubgraphPlace[] = [];
  visit(parse(supergraphSdl, { noLocation: true }), {
    EnumValueDefinition: ({ directives }) => {
      const graph = directives?.find(({ name }) => name.value === 'join__graph');
      const name = graph && textArgument(graph, 'name');
      if (graph && name !== undefined) places.push({ name, url: textArgument(graph, 'url') ?? '' });
    },
  });
  return places;
}

/** Whether a URL can be fetched from; others, such as those of our own supergraph, only hold a place. */
export function isFetchable(url: string): boolean {
  return /^https?:$/.test(URL.parse(url)?.protocol ?? '');
}

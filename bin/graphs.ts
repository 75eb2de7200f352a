import { composeSupergraph, type SubgraphSdl } from '../schema/compose.js';
import { federatedGraph } from '../subgraphs/kernel/subgraph/federated-schema.js';
import { subgraphModule, subgraphNames } from '../subgraphs/main.js';

/** The SDL of every subgraph as its code says now. */
export async function subgraphSdls(): Promise<SubgraphSdl[]> {
  const sdls: SubgraphSdl[] = [];
  for (const name of subgraphNames) {
    const { graph } = await subgraphModule(name);
    sdls.push({ name, sdl: federatedGraph(graph()).sdl });
  }
  return sdls;
}

/** The supergraph as the code says now. */
export async function supergraphSdl(): Promise<string> {
  return composeSupergraph(await subgraphSdls());
}

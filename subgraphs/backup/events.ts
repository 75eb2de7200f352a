/** Name of this subgraph, of its schema and of its event log. */
export const subgraphName = 'backup';

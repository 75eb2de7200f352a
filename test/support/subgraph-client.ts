import { openViewer, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import { SubgraphExecutor, type SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import type { FederatedGraph } from '../../subgraphs/kernel/subgraph/federated-schema.js';
import { silentLog } from './engines.js';

type Variables = Readonly<Record<string, unknown>>;

/** Asks one subgraph alone, without a gateway; an open server's viewer asks unless told. */
export class SubgraphClient {
  private readonly executor: SubgraphExecutor;

  constructor(name: string, graph: FederatedGraph) {
    this.executor = new SubgraphExecutor(name, graph, silentLog);
  }

  /** Executes an operation; the answer is as it would be over the wire. */
  async execute(
    query: string,
    variables: Variables = {},
    viewer: Viewer = openViewer,
  ): Promise<SubgraphResponse> {
    const response = await this.executor.execute({ query, variables }, new RequestContext(viewer));
    return JSON.parse(JSON.stringify(response)) as SubgraphResponse;
  }

  /** The data of an operation that must succeed. */
  async data<T>(query: string, variables: Variables = {}, viewer: Viewer = openViewer): Promise<T> {
    const { data, errors } = await this.execute(query, variables, viewer);
    if (errors || !data) throw new Error(JSON.stringify(errors));
    return data as T;
  }

  /** The first error of an operation that must fail. */
  async fault(
    query: string,
    variables: Variables = {},
    viewer: Viewer = openViewer,
  ): Promise<{ message: string; code: unknown; reason: unknown }> {
    const { errors } = await this.execute(query, variables, viewer);
    const error = errors?.[0];
    if (!error) throw new Error('The operation succeeded.');
    return { message: error.message, code: error.extensions?.['code'], reason: error.extensions?.['reason'] };
  }

  /** Subscribes; fails when the subscription is refused. */
  async subscribe(
    query: string,
    variables: Variables = {},
    viewer: Viewer = openViewer,
  ): Promise<AsyncIterableIterator<SubgraphResponse>> {
    const source = await this.executor.subscribe({ query, variables }, () => new RequestContext(viewer));
    if (!(Symbol.asyncIterator in source)) throw new Error(JSON.stringify(source.errors));
    return source;
  }
}

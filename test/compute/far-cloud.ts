import {
  CloudError,
  type CloudDriver,
  type DriverType,
  type NodeSpec,
  type ProviderNode,
} from '../../subgraphs/compute/drivers/driver.js';

/** The far side of a test: a cloud in memory that the test makes slow, broken or peculiar. */
export class FarCloud {
  nodes: ProviderNode[] = [farNode('a'), farNode('b')];
  /** Thrown by the next calls, one each; `undefined` lets a call pass. */
  readonly failures: (Error | undefined)[] = [];
  /** Awaited by every listing before it looks. */
  gate: Promise<void> = Promise.resolve();
  /** State of the machines it creates. */
  bornAs: ProviderNode['state'] = 'RUNNING';
  listings = 0;
  reconnects = 0;
  readonly created = new Map<string, NodeSpec>();
  readonly destroyed: string[] = [];

  /** A driver type of engine `far` over this cloud. */
  readonly type: DriverType = {
    engine: 'far',
    provider: 'far',
    displayName: 'Far Cloud',
    prepare: () => ({ host: 'far.example', open: () => this.driver() }),
  };

  private driver(): CloudDriver {
    return {
      listNodes: async () => {
        this.listings += 1;
        this.fail();
        const seen = [...this.nodes];
        await this.gate;
        return seen;
      },
      listImages: () => this.answer([{ id: 'i', name: 'Image' }]),
      listSizes: () => this.answer([{ id: 's', name: 'Size', ram: 1, disk: 2, cpu: 3 }]),
      createNode: (spec, token) => {
        this.fail();
        const id = `node-${token.slice(0, 8)}`;
        this.created.set(token, spec);
        const node = { ...farNode(id), name: spec.name, state: this.bornAs };
        this.nodes = [...this.nodes.filter((other) => other.id !== id), node];
        return Promise.resolve(node);
      },
      destroyNode: (id) => {
        this.fail();
        this.destroyed.push(id);
        this.nodes = this.nodes.filter((node) => node.id !== id);
        return Promise.resolve();
      },
      reconnect: () => {
        this.reconnects += 1;
      },
    };
  }

  private async answer<T>(value: T): Promise<T> {
    this.fail();
    return value;
  }

  private fail(): void {
    const failure = this.failures.shift();
    if (failure) throw failure;
  }
}

/** A machine of a far cloud. */
export function farNode(id: string, rest: Partial<ProviderNode> = {}): ProviderNode {
  return {
    id,
    name: `host-${id}`,
    state: 'RUNNING',
    publicIps: [],
    privateIps: ['10.0.0.1'],
    extra: {},
    ...rest,
  };
}

/** A cloud that no longer accepts our session. */
export function unauthorized(): CloudError {
  return new CloudError('UNAUTHORIZED', 'it no longer accepts our session');
}

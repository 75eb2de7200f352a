import { join } from 'node:path';
import type { ChildOwner } from '../support/child.js';
import { freePort } from '../support/free-port.js';
import { askWell, type GraphPlace } from '../support/graph-client.js';
import { openProduct, type OpenProduct } from '../support/product.js';
import { waitFor } from '../support/wait-for.js';

/** Whom portals sign in as. */
export const portalAccount = { name: 'portal', password: 'a portal has its own' } as const;

const rootAccount = { name: 'root', password: 'who looks after it all' } as const;

/**
 * A product with accounts, on a port of its own so that it takes the machines of its own clouds in, with four made-up
 * machines of a manager beside them and a destination named shelf.
 */
export class PortalHouse {
  private constructor(
    readonly product: OpenProduct,
    private readonly root: GraphPlace,
  ) {}

  static async open(owner: ChildOwner): Promise<PortalHouse> {
    const product = await openProduct(owner, {
      settings: {
        port: String(await freePort()),
        'metadata-record-backups': portalAccount.name,
      },
    });
    const open = { url: product.url };
    await askWell(open, createAccount, { input: { ...rootAccount, role: 'ADMIN' } });
    const { login } = await askWell<{ login: { token: string } }>(
      open,
      'mutation ($input: LoginInput!) { login(input: $input) { token } }',
      { input: rootAccount },
    );
    const house = new PortalHouse(product, { ...open, token: login.token });
    await house.furnish();
    return house;
  }

  /** What the operator of the house asks of the graph. */
  ask<T>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<T> {
    return askWell(this.root, query, variables);
  }

  /** What the disks of a backup held, as digests. */
  async digestsOf(guid: string): Promise<readonly string[]> {
    const { backup } = await this.ask<{
      backup: { files: readonly { contentDigest: string | null }[] };
    }>('query ($guid: ID!) { backup(guid: $guid) { files { contentDigest } } }', { guid });
    return backup.files.flatMap(({ contentDigest }) => contentDigest ?? []);
  }

  private async furnish(): Promise<void> {
    await this.ask(createAccount, { input: { ...portalAccount, role: 'OPERATOR' } });
    await this.ask(
      'mutation ($input: CreateBackupDestinationInput!) { createBackupDestination(input: $input) { destination { guid } } }',
      { input: { name: 'shelf', path: join(this.product.dataDir, 'shelf'), isDefault: true } },
    );
    await this.ask(
      'mutation ($input: CreateHypervisorManagerInput!) { createHypervisorManager(input: $input) { manager { guid } } }',
      {
        input: {
          name: 'lab',
          driver: 'simulated',
          url: 'simulated://lab',
          syncInterval: 0,
          settings: { machines: 4, diskSize: 4_194_304, filled: 1_048_576 },
        },
      },
    );
    await this.letIn();
    await waitFor(
      'the machines',
      async () => {
        const { virtualMachines } = await this.ask<{ virtualMachines: { totalCount: number } }>(
          '{ virtualMachines(first: 0) { totalCount } }',
        );
        return virtualMachines.totalCount >= 6;
      },
      { withinMs: 30_000 },
    );
  }

  /** The product's own Orchestrator API asks for a token since there are accounts. */
  private async letIn(): Promise<void> {
    const { createApiToken } = await this.ask<{ createApiToken: { secret: string } }>(
      'mutation { createApiToken(input: { name: "inventory" }) { secret } }',
    );
    const { hypervisorManagers } = await this.ask<{
      hypervisorManagers: { nodes: readonly { guid: string }[] };
    }>('{ hypervisorManagers(filter: { drivers: ["orchestrator"] }) { nodes { guid } } }');
    const guid = hypervisorManagers.nodes[0]?.guid;
    await this.ask(
      'mutation ($input: UpdateHypervisorManagerInput!) { updateHypervisorManager(input: $input) { manager { guid } } }',
      { input: { guid, credentials: { token: createApiToken.secret } } },
    );
    await this.ask(
      'mutation ($input: SyncInventoryInput!) { syncInventory(input: $input) { tasks { guid } } }',
      { input: { managers: [guid] } },
    );
  }
}

const createAccount =
  'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { id } } }';

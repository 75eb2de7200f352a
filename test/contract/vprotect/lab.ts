import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { simulatedDriver } from '../../../subgraphs/backup/drivers/simulated/simulated-driver.js';
import { ext2Image } from '../../backup/ext-images.js';
import { askWell } from '../../support/graph-client.js';
import type { OpenProduct } from '../../support/product.js';
import { waitFor } from '../../support/wait-for.js';

const settings = { machines: 2, projects: 1, disks: 1, diskSize: 1_048_576, filled: 131_072 };

/**
 * A manager named lab with two made-up machines of one disk, the second's with a file system on it, and a
 * destination named shelf.
 */
export async function furnishLab(product: OpenProduct): Promise<void> {
  const { made } = await askWell<{ made: { manager: { guid: string } } }>(
    product,
    `mutation ($input: CreateHypervisorManagerInput!) { made: createHypervisorManager(input: $input) { manager { guid } } }`,
    { input: { name: 'lab', driver: 'simulated', url: 'simulated://lab', syncInterval: 0, settings } },
  );
  await askWell(
    product,
    `mutation ($input: CreateBackupDestinationInput!) { createBackupDestination(input: $input) { destination { guid } } }`,
    { input: { name: 'shelf', type: 'FILESYSTEM', path: join(product.dataDir, 'shelf'), isDefault: true } },
  );
  const [, second] = await waitFor('the machines of the inventory', async () => {
    const { virtualMachines } = await askWell<{ virtualMachines: { nodes: readonly Machine[] } }>(
      product,
      '{ virtualMachines(orderBy: { field: NAME }) { nodes { uuid disks { uuid } } } }',
    );
    return virtualMachines.nodes.length === settings.machines ? virtualMachines.nodes : undefined;
  });
  if (second) await writeFileSystem(product, made.manager.guid, second);
}

interface Machine {
  readonly uuid: string;
  readonly disks: readonly { readonly uuid: string }[];
}

/** Writes on a machine's disk where the platform keeps it, as the machine itself would. */
async function writeFileSystem(
  { dataDir }: OpenProduct,
  managerGuid: string,
  { uuid, disks }: Machine,
): Promise<void> {
  const driver = simulatedDriver.open({
    managerGuid,
    url: 'simulated://lab',
    settings: simulatedDriver.settings.parse(settings),
    secret: {},
    folder: join(dataDir, 'backup', 'managers', managerGuid),
    addressesOf: () => Promise.resolve([]),
  });
  async function* image() {
    yield { offset: 0, data: gunzipSync(Buffer.from(ext2Image, 'base64')) };
  }
  await driver.writeDisk(uuid, disks[0]?.uuid ?? '', image(), AbortSignal.timeout(10_000));
  await driver.close();
}

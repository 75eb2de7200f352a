import {
  duration,
  integer,
  list,
  optionalPath,
  optionalText,
  type ConfigOf,
  type ConfigRow,
  type ConfigRows,
} from '../kernel/config/row.js';
import { kernelConfig } from '../kernel/config/kernel-config.js';
import { parseNetwork } from '../kernel/server/host-guard.js';
import { dataConfig } from './services/data-config.js';
import { reportConfig } from './services/report-config.js';
import { workConfig } from './services/work-config.js';

const networks = list(
  'INFRAGRAPH_BACKUP_NETWORKS',
  [],
  'Networks such as 10.20.0.0/16, separated by commas, that hypervisor managers may be reached in besides public addresses.',
);

const orchestrator = optionalText(
  'INFRAGRAPH_BACKUP_ORCHESTRATOR_URL',
  'Address of an Orchestrator API whose machines are taken in by themselves, such as http://127.0.0.1:4000; "serve" takes its own port when not set, and "off" means none.',
);

const orchestratorUrl: ConfigRow<string | undefined> = {
  ...orchestrator,
  parse: (text) => {
    const value = orchestrator.parse(text);
    if (value !== undefined && value !== 'off' && !isPlainAddress(value))
      throw new Error('must be "off" or an address such as http://127.0.0.1:4000, without credentials');
    return value;
  },
};

/** Settings of the backup subgraph. */
export const backupConfig = {
  directory: optionalPath(
    'INFRAGRAPH_BACKUP_DIR',
    'Folder for what the backup subgraph keeps in files; "backup" in the data folder when not set.',
  ),
  inventoryConcurrency: integer(
    'INFRAGRAPH_BACKUP_INVENTORY_CONCURRENCY',
    1,
    'How many hypervisor managers this process reads the inventory of at once.',
    { min: 1, max: 100 },
  ),
  rulesPerPolicy: integer(
    'INFRAGRAPH_BACKUP_RULES_PER_POLICY',
    1,
    'How many rules a backup policy may have; the first generations of the legacy API know one.',
    { min: 1, max: 100 },
  ),
  callTimeout: duration(
    'INFRAGRAPH_BACKUP_CALL_TIMEOUT',
    '60s',
    'How long one call to a hypervisor manager may take, or one step of reading a disk.',
  ),
  inventoryTimeout: duration(
    'INFRAGRAPH_BACKUP_INVENTORY_TIMEOUT',
    '10m',
    'How long reading the inventory of a hypervisor manager may take.',
  ),
  syncInterval: duration(
    'INFRAGRAPH_BACKUP_SYNC_INTERVAL',
    '1h',
    'How often the inventory of a hypervisor manager is read by itself where it says nothing else; 0s means only when somebody asks.',
  ),
  networks: { ...networks, parse: (text) => networks.parse(text).filter(parseNetwork) },
  orchestratorUrl,
  orchestratorToken: optionalText(
    'INFRAGRAPH_BACKUP_ORCHESTRATOR_TOKEN',
    'API token for that address; needed as soon as there is an account.',
    { secret: true },
  ),
  ...workConfig,
  ...dataConfig,
  ...reportConfig,
} satisfies ConfigRows;

/** The same with what the subgraph reads of the kernel's settings. */
export const backupSettings = { ...backupConfig, dataDir: kernelConfig.dataDir } satisfies ConfigRows;

/** Values of the settings. */
export type BackupConfig = ConfigOf<typeof backupSettings>;

/** Whether a text is an HTTP address and nothing else: no credentials, no query, no fragment. */
function isPlainAddress(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    `${url.username}${url.password}${url.search}${url.hash}` === ''
  );
}

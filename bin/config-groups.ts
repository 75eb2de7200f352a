import { gatewayConfig } from '../gateway/config.js';
import { limitsConfig } from '../gateway/limits/config.js';
import { webhookConfig } from '../gateway/subscriptions/webhooks/config.js';
import type { ConfigGroup } from '../subgraphs/kernel/config/describe.js';
import { kernelConfig } from '../subgraphs/kernel/config/kernel-config.js';
import type { ConfigOf, ConfigRow } from '../subgraphs/kernel/config/row.js';
import {
  ConfigError,
  loadConfig,
  undeclaredNames,
  type ConfigSource,
} from '../subgraphs/kernel/config/load.js';
import { identityConfig } from '../subgraphs/kernel/identity/config.js';
import { secretsConfig } from '../subgraphs/kernel/secrets/config.js';
import { serverConfig } from '../subgraphs/kernel/server/config.js';
import { telemetryConfig } from '../subgraphs/kernel/telemetry/config.js';
import { computeConfig } from '../subgraphs/compute/config.js';
import { storageConfig } from '../subgraphs/storage/config.js';
import { backupConfig } from '../subgraphs/backup/config.js';
import { metadataConfig } from '../subgraphs/metadata/config.js';
import { delfinConfig } from '../gateway/rest/delfin/config.js';
import { freezerConfig } from '../gateway/rest/freezer/config.js';
import { vprotectConfig } from '../gateway/rest/vprotect/config.js';
import { orchestratorConfig } from '../gateway/rest/orchestrator/config.js';
import { clientConfig } from './client-config.js';
import { demoConfig } from './demo/config.js';

/** Every declared setting, by part. */
export const configRows = {
  server: serverConfig,
  kernel: kernelConfig,
  identity: identityConfig,
  secrets: secretsConfig,
  telemetry: telemetryConfig,
  gateway: gatewayConfig,
  limits: limitsConfig,
  webhooks: webhookConfig,
  storage: storageConfig,
  compute: computeConfig,
  metadata: metadataConfig,
  backup: backupConfig,
  orchestrator: orchestratorConfig,
  freezer: freezerConfig,
  delfin: delfinConfig,
  vprotect: vprotectConfig,
  demo: demoConfig,
  client: clientConfig,
};

/** A part of the configuration. */
export type ConfigPart = keyof typeof configRows;

/** All values, by part. */
export type ProductConfig = { readonly [P in keyof typeof configRows]: ConfigOf<(typeof configRows)[P]> };

const titles: Readonly<Record<keyof typeof configRows, string>> = {
  server: 'Listening and stopping',
  kernel: 'Log, database, events and tasks',
  identity: 'Accounts, sessions and the hop to remote subgraphs',
  secrets: 'Secrets at rest',
  telemetry: 'Metrics and traces',
  gateway: 'Gateway',
  limits: 'Limits of operations, trusted documents',
  webhooks: 'Webhooks',
  storage: 'Storage subgraph',
  compute: 'Compute subgraph',
  metadata: 'Metadata subgraph',
  backup: 'Backup subgraph',
  orchestrator: 'Orchestrator API',
  freezer: 'Freezer API',
  delfin: 'Delfin API',
  vprotect: 'vProtect API',
  demo: 'Trying it out',
  client: 'Commands that are clients',
};

/** The groups as the documentation shows them. */
export const configGroups: readonly ConfigGroup[] = Object.entries(configRows).map(([part, rows]) => ({
  title: titles[part as keyof typeof configRows],
  rows: Object.values(rows) as ConfigRow[],
}));

/** All rows, in the order of the documentation. */
export const allRows: readonly ConfigRow[] = configGroups.flatMap((group) => group.rows);

/** Reads the whole configuration; throws one ConfigError with every fault of every part. */
export function loadProductConfig(source: ConfigSource): ProductConfig {
  const faults = undeclaredNames(allRows, source);
  const values: Record<string, unknown> = {};
  for (const [part, rows] of Object.entries(configRows)) {
    try {
      values[part] = loadConfig(rows, source);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(...error.faults);
    }
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return values as ProductConfig;
}

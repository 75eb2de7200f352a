import {
  duration,
  flag,
  integer,
  list,
  optionalInteger,
  optionalPath,
  text,
  type ConfigOf,
  type ConfigRows,
} from '../kernel/config/row.js';
import { alertmanagerConfig } from './exporters/alertmanager-config.js';
import { parseNetwork } from '../kernel/server/host-guard.js';
import { snmpConfig } from './snmp/config.js';

const networks = list(
  'INFRAGRAPH_STORAGE_NETWORKS',
  [],
  'Networks such as 10.20.0.0/16, separated by commas, that storages may be reached in besides public addresses.',
);

/** Settings of the storage subgraph. */
export const storageConfig = {
  callTimeout: duration(
    'INFRAGRAPH_STORAGE_CALL_TIMEOUT',
    '60s',
    'How long one call to an array may take: a login, or one page of a listing.',
  ),
  unitTimeout: duration(
    'INFRAGRAPH_STORAGE_UNIT_TIMEOUT',
    '10m',
    'How long reading one kind of an inventory may take.',
  ),
  unitRows: integer(
    'INFRAGRAPH_STORAGE_UNIT_ROWS',
    200_000,
    'Most things of one kind that an array may list; a longer list is refused.',
    { min: 1, max: 10_000_000 },
  ),
  syncInterval: duration(
    'INFRAGRAPH_STORAGE_SYNC_INTERVAL',
    '0s',
    'How often each storage is synced by itself; 0s means only when somebody asks.',
  ),
  incrementalSyncInterval: duration(
    'INFRAGRAPH_STORAGE_INCREMENTAL_SYNC_INTERVAL',
    '0s',
    'How often what changes most is synced by itself: the storage, its pools and its volumes; 0s means never.',
  ),
  syncExpiration: duration(
    'INFRAGRAPH_STORAGE_SYNC_EXPIRATION',
    '30m',
    'After how long without a sign of life a sync no longer keeps the next one away.',
  ),
  taskConcurrency: integer(
    'INFRAGRAPH_STORAGE_TASK_CONCURRENCY',
    64,
    'How many tasks of the storage subgraph this process works on at once; they mostly wait for arrays.',
    { min: 1, max: 1000 },
  ),
  networks: { ...networks, parse: (text) => networks.parse(text).filter(parseNetwork) },
  tlsVerify: flag(
    'INFRAGRAPH_STORAGE_TLS_VERIFY',
    true,
    'Whether the certificates of arrays are verified, where a storage says nothing else.',
  ),
  caFile: optionalPath(
    'INFRAGRAPH_STORAGE_CA_FILE',
    'PEM file with the certificates that those of arrays are verified against; read again when it changes.',
  ),
  collectInterval: duration(
    'INFRAGRAPH_STORAGE_COLLECT_INTERVAL',
    '15m',
    'How often the performance of a storage is collected where neither its own setting nor its driver says otherwise; 0s means not at all.',
  ),
  collectTimeout: duration(
    'INFRAGRAPH_STORAGE_COLLECT_TIMEOUT',
    '10m',
    'How long one collection of one storage may take.',
  ),
  metricsRetention: duration(
    'INFRAGRAPH_STORAGE_METRICS_RETENTION',
    '7d',
    'How long performance samples are kept, in whole days of UTC; about 17 bytes each at 16 samples to a collection.',
  ),
  metricsPort: optionalInteger(
    'INFRAGRAPH_STORAGE_METRICS_PORT',
    "Port on which Prometheus may scrape the latest performance samples at /metrics; the legacy API's is 8195. Nothing listens when not set.",
    { max: 65535 },
  ),
  metricsHost: text(
    'INFRAGRAPH_STORAGE_METRICS_HOST',
    '127.0.0.1',
    'Address that port is opened on. It asks for no credentials, so let only Prometheus reach it.',
  ),
  kafkaBrokers: list(
    'INFRAGRAPH_STORAGE_KAFKA_BROKERS',
    [],
    'Kafka brokers, such as kafka-1:9092, separated by commas, that collected samples are sent to; none are sent when empty.',
  ),
  kafkaTopic: text(
    'INFRAGRAPH_STORAGE_KAFKA_TOPIC',
    'delfin-kafka',
    'Kafka topic that collected samples are sent to.',
  ),
  kafkaRecordBytes: integer(
    'INFRAGRAPH_STORAGE_KAFKA_RECORD_BYTES',
    900_000,
    'Largest record sent to Kafka, in bytes; below the limit of the brokers and the topic.',
    { min: 10_000, max: 100_000_000 },
  ),
  ...snmpConfig,
  ...alertmanagerConfig,
} satisfies ConfigRows;

/** Values of the settings. */
export type StorageConfig = ConfigOf<typeof storageConfig>;

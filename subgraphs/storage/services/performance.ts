import { sql } from 'kysely';
import type { StorageConfig } from '../config.js';
import { KafkaExporter } from '../exporters/kafka-exporter.js';
import { kafkaSender } from '../exporters/kafka-sender.js';
import { latestSamples } from '../exporters/latest-samples.js';
import type { PerformanceExporter } from '../exporters/performance-exporter.js';
import { PrometheusListener } from '../exporters/prometheus-listener.js';
import { collectHistoryTask } from '../tasks/collect-history.js';
import { collectTask } from '../tasks/collect.js';
import type { CollectionParts } from './collection-parts.js';
import { CollectionSchedule } from './collection-schedule.js';
import { MetricPartitions } from './metric-partitions.js';
import { MetricRetention } from './metric-retention.js';
import type { StorageParts } from './parts.js';

/** Performance of the storages: its collection, its retention and its exporters. */
export interface Performance {
  readonly parts: CollectionParts;
  readonly schedule: CollectionSchedule;
  /** Opens the port of Prometheus, where one is set, and starts the timers. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Where it listens, for people. */
  listening(): readonly string[];
}

/** Opens it: registers its kinds of task and takes part in what happens to storages. */
export function openPerformance(storage: StorageParts, exporters = openExporters(storage)): Performance {
  const { store, log, config, tasks, hooks } = storage;
  const partitions = new MetricPartitions(store, config.metricsRetention);
  const parts: CollectionParts = { ...storage, partitions, exporters };
  const schedule = new CollectionSchedule(parts);
  const retention = new MetricRetention(store, partitions, log);
  const listener = new PrometheusListener(() => latestSamples(store), log);
  tasks.register(collectTask(parts));
  tasks.register(collectHistoryTask(parts));
  hooks.registered.push((storageId) => schedule.adopt(storageId));
  hooks.measurable.push((storageId) => schedule.adopt(storageId));
  // Its series are out of sight with it; the retention removes them in small steps.
  hooks.removed.push(async (tx, storageId) => {
    await sql`delete from storage.metric_collection where storage_id = ${storageId}::uuid`.execute(tx.sql);
  });
  let opened: number | undefined;
  return {
    parts,
    schedule,
    listening: () =>
      opened === undefined ? [] : [`Prometheus: http://${config.metricsHost}:${opened}/metrics`],
    start: async () => {
      const { metricsHost, metricsPort } = config;
      if (metricsPort !== undefined) opened = await listener.start(metricsHost, metricsPort);
      retention.start();
      schedule.start();
    },
    stop: async () => {
      await schedule.stop();
      await retention.stop();
      await listener.stop();
      await Promise.all(exporters.map((exporter) => exporter.stop()));
    },
  };
}

function openExporters({
  config,
  log,
}: {
  config: StorageConfig;
  log: StorageParts['log'];
}): PerformanceExporter[] {
  const { kafkaBrokers: brokers, kafkaTopic: topic, kafkaRecordBytes: recordBytes } = config;
  if (brokers.length === 0) return [];
  return [new KafkaExporter({ sender: kafkaSender({ brokers, topic }), recordBytes, log })];
}

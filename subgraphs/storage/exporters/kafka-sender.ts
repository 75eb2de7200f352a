import { Producer, stringSerializers } from '@platformatic/kafka';
import type { RecordSender } from './kafka-exporter.js';

/** Where records go. */
export interface KafkaTarget {
  /** Such as `kafka-1:9092`. */
  readonly brokers: readonly string[];
  readonly topic: string;
}

/** A producer that connects with its first record. A record counts as sent when all in-sync replicas have it. */
export function kafkaSender({ brokers, topic }: KafkaTarget): RecordSender {
  const producer = new Producer({
    clientId: 'infragraph',
    bootstrapBrokers: [...brokers],
    serializers: stringSerializers,
    acks: -1,
    autocreateTopics: true,
    connectTimeout: 5000,
    requestTimeout: 20_000,
    timeout: 10_000,
    retries: 0,
  });
  return {
    send: async (value) => void (await producer.send({ messages: [{ topic, value }] })),
    close: () => producer.close(true) as Promise<void>,
  };
}

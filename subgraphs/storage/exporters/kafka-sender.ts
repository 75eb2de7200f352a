import type { RecordSender } from './kafka-exporter.js';

/** Where records go. */
export interface KafkaTarget {
  /** Such as `kafka-1:9092`. */
  readonly brokers: readonly string[];
  readonly topic: string;
}

/**
 * A producer that connects with its first record. A record counts as sent when all in-sync replicas have it. Its
 * library is large, so it is loaded where it is needed alone.
 */
export function kafkaSender(target: KafkaTarget): RecordSender {
  const producer = openProducer(target);
  // Whoever sends is told.
  producer.catch(() => undefined);
  return {
    send: async (value) => void (await (await producer).send({ messages: [{ topic: target.topic, value }] })),
    close: async () => {
      await (await producer).close(true);
    },
  };
}

async function openProducer({ brokers }: KafkaTarget) {
  const { Producer, stringSerializers } = await import('@platformatic/kafka');
  return new Producer({
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
}

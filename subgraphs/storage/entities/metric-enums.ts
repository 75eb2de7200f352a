import { registerEnumType } from 'type-graphql';
import type { MetricResource } from '../drivers/metrics.js';

/** Kinds of thing that are measured, as the graph names them, with the word the drivers and exporters use. */
export const metricResourceWords = {
  STORAGE: 'storage',
  STORAGE_POOL: 'storagePool',
  VOLUME: 'volume',
  CONTROLLER: 'controller',
  PORT: 'port',
  DISK: 'disk',
  FILESYSTEM: 'filesystem',
  SHARE: 'share',
} as const satisfies Record<string, MetricResource>;

/** One of them. */
export type MetricResourceType = keyof typeof metricResourceWords;

/** The GraphQL enum of the kinds. */
export const MetricResourceTypeEnum = {
  STORAGE: 'STORAGE',
  STORAGE_POOL: 'STORAGE_POOL',
  VOLUME: 'VOLUME',
  CONTROLLER: 'CONTROLLER',
  PORT: 'PORT',
  DISK: 'DISK',
  FILESYSTEM: 'FILESYSTEM',
  SHARE: 'SHARE',
} as const satisfies { readonly [K in MetricResourceType]: K };

registerEnumType(MetricResourceTypeEnum, {
  name: 'MetricResourceType',
  description: 'A kind of thing that is measured.',
  valuesConfig: {
    STORAGE: { description: 'The array as a whole.' },
    STORAGE_POOL: { description: 'A storage pool.' },
    VOLUME: { description: 'A volume.' },
    CONTROLLER: { description: 'A controller.' },
    PORT: { description: 'A port.' },
    DISK: { description: 'A disk.' },
    FILESYSTEM: { description: 'A filesystem.' },
    SHARE: { description: 'A share.' },
  },
});

/** How the samples of one step become one value. */
export const MetricAggregationEnum = {
  AVERAGE: 'AVERAGE',
  MINIMUM: 'MINIMUM',
  MAXIMUM: 'MAXIMUM',
  SUM: 'SUM',
  LAST: 'LAST',
} as const;

/** One of them. */
export type MetricAggregation = keyof typeof MetricAggregationEnum;

registerEnumType(MetricAggregationEnum, {
  name: 'MetricAggregation',
  description: 'How several samples become one value.',
  valuesConfig: {
    AVERAGE: { description: 'Their mean.' },
    MINIMUM: { description: 'The least of them.' },
    MAXIMUM: { description: 'The greatest of them.' },
    SUM: { description: 'All of them together.' },
    LAST: { description: 'The latest of them.' },
  },
});

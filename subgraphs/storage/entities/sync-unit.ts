import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../../../schema/scalars/scalars.js';

/** The sixteen units of a sync, in the order of section 7.3 of the Delfin contract. */
export const SyncUnitKindEnum = {
  DEVICE: 'DEVICE',
  STORAGE_POOL: 'STORAGE_POOL',
  VOLUME: 'VOLUME',
  CONTROLLER: 'CONTROLLER',
  PORT: 'PORT',
  DISK: 'DISK',
  QUOTA: 'QUOTA',
  FILESYSTEM: 'FILESYSTEM',
  QTREE: 'QTREE',
  SHARE: 'SHARE',
  STORAGE_HOST_INITIATOR: 'STORAGE_HOST_INITIATOR',
  STORAGE_HOST: 'STORAGE_HOST',
  STORAGE_HOST_GROUP: 'STORAGE_HOST_GROUP',
  PORT_GROUP: 'PORT_GROUP',
  VOLUME_GROUP: 'VOLUME_GROUP',
  MASKING_VIEW: 'MASKING_VIEW',
} as const;

/** One of them. */
export type SyncUnitKind = keyof typeof SyncUnitKindEnum;

/** All of them, in order. */
export const syncUnitKinds = Object.keys(SyncUnitKindEnum) as readonly SyncUnitKind[];

registerEnumType(SyncUnitKindEnum, {
  name: 'SyncUnitKind',
  description: 'What one unit of a sync reads.',
  valuesConfig: {
    DEVICE: { description: 'The storage itself.' },
    STORAGE_POOL: { description: 'Its storage pools.' },
    VOLUME: { description: 'Its volumes.' },
    CONTROLLER: { description: 'Its controllers.' },
    PORT: { description: 'Its ports.' },
    DISK: { description: 'Its disks.' },
    QUOTA: { description: 'Its quotas.' },
    FILESYSTEM: { description: 'Its file systems.' },
    QTREE: { description: 'Its qtrees.' },
    SHARE: { description: 'Its shares.' },
    STORAGE_HOST_INITIATOR: { description: 'The initiators of the hosts it serves.' },
    STORAGE_HOST: { description: 'The hosts it serves.' },
    STORAGE_HOST_GROUP: { description: 'Its host groups, with their members.' },
    PORT_GROUP: { description: 'Its port groups, with their members.' },
    VOLUME_GROUP: { description: 'Its volume groups, with their members.' },
    MASKING_VIEW: { description: 'Its masking views.' },
  },
});

/** How far a unit is. */
export const SyncUnitStateEnum = {
  PENDING: 'PENDING',
  RUNNING: 'RUNNING',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  UNSUPPORTED: 'UNSUPPORTED',
} as const;

/** One of them. */
export type SyncUnitState = keyof typeof SyncUnitStateEnum;

registerEnumType(SyncUnitStateEnum, {
  name: 'SyncUnitState',
  description: 'How far a unit of the last sync is.',
  valuesConfig: {
    PENDING: { description: 'It waits for its turn.' },
    RUNNING: { description: 'It is being read.' },
    SUCCEEDED: { description: 'It was read; the tables hold what the array told.' },
    FAILED: { description: 'It could not be read; the tables hold what was read before.' },
    UNSUPPORTED: { description: 'The driver does not read it; the tables are as they were.' },
  },
});

/** How fresh one kind of a storage's inventory is: the outcome of the last sync's unit. */
@ObjectType({ description: "How fresh one kind of a storage's inventory is, by the last sync." })
@Entity({ schema: 'storage', tableName: 'sync_unit' })
export class SyncUnit {
  @PrimaryKey({ type: 'uuid', fieldName: 'storage_id' })
  storageUuid!: string;

  @Field(() => SyncUnitKindEnum, { description: 'What it reads.' })
  @PrimaryKey({ type: 'text' })
  kind!: SyncUnitKind;

  /** Place among the units, from 0. */
  @Property({ type: 'smallint' })
  position!: number;

  @Field(() => SyncUnitStateEnum, { description: 'How far it is.' })
  @Property({ type: 'text' })
  state!: SyncUnitState;

  @Field(() => DateTime, { nullable: true, description: 'When it began; null while it waits.' })
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it ended; null before.' })
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  @Field(() => Int, { description: 'How many things were new.' })
  @Property({ type: 'integer' })
  added!: number;

  @Field(() => Int, { description: 'How many things were known and were told again.' })
  @Property({ type: 'integer' })
  updated!: number;

  @Field(() => Int, { description: 'How many things were gone.' })
  @Property({ type: 'integer' })
  removed!: number;

  @Field(() => String, { nullable: true, description: 'Why it failed, in words; null when it did not.' })
  @Property({ type: 'text', nullable: true })
  error!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it failed, as the error code of the Delfin API; null when it did not.',
  })
  @Property({ type: 'text', nullable: true })
  errorReason!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it last succeeded, in whatever sync; null when it never did.',
  })
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  syncedAt!: Date | null;
}

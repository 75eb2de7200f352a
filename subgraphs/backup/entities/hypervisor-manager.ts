import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import { Json } from '../../../schema/scalars/scalars.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './column.js';
import { HypervisorManagerTypeEnum, type HypervisorManagerType } from './platform-words.js';

/** What has virtual machines: a cloud or a manager of hypervisors, behind a driver (vprotect.md 3.8). */
@Directive('@key(fields: "id")')
@ObjectType({
  implements: Node,
  description:
    'What has virtual machines: a cloud, or a manager of hypervisors. Its credentials are never shown.',
})
@Entity({ schema: 'backup', tableName: 'hypervisor_manager' })
export class HypervisorManager implements Node {
  get id(): string {
    return toGlobalId('HypervisorManager', this.guid);
  }

  @Column('id', 'GUID given to it here, in lower case.', { sqlType: 'uuid', primary: true })
  guid!: string;

  @Column('text', 'Name; no two share one.')
  name!: string;

  @Column('text', 'Driver it is spoken to with, such as "orchestrator".')
  driver!: string;

  @Column('text', 'Its kind, as the legacy API names it.', { enum: HypervisorManagerTypeEnum })
  type!: HypervisorManagerType;

  @Column('text', 'Its address.')
  url!: string;

  @Field(() => Json, { description: 'Settings of its driver; an object without secrets.' })
  @Column('text', null, { sqlType: 'jsonb' })
  settings!: Readonly<Record<string, unknown>>;

  /** Sealed; see services/secret-columns.ts. */
  @Column('text', null, { nullable: true })
  secret!: string | null;

  @Column(
    'bigint',
    'How often its inventory is read by itself, in milliseconds; 0 means only when somebody asks.',
    {
      column: 'sync_interval_ms',
    },
  )
  syncInterval!: LongValue;

  /** Guid of the task that read it last, or reads it. */
  @Column('id', null, { column: 'sync_task', sqlType: 'uuid', nullable: true })
  syncTaskGuid!: string | null;

  @Column('time', 'When a read of its inventory was last asked for; null before the first.', {
    nullable: true,
  })
  syncStartedAt!: Date | null;

  @Column('time', 'When its inventory was last read to the end; null before the first time.', {
    nullable: true,
  })
  lastSyncAt!: Date | null;

  @Column('text', 'Why the last read of its inventory failed; null when it did not.', { nullable: true })
  lastSyncError!: string | null;

  @Column('time', 'When it was registered.')
  createdAt!: Date;

  @Column('time', 'When somebody last changed it.')
  changedAt!: Date;

  @Field(() => Boolean, {
    description: 'Whether credentials are kept for it. They themselves are never shown.',
  })
  get hasCredentials(): boolean {
    return this.secret !== null;
  }
}

/** Pages of hypervisor managers. */
export const HypervisorManagerConnection = connectionType(HypervisorManager, 'hypervisor managers');

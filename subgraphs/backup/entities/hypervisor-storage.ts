import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './column.js';
import { Managed } from './managed.js';

/** Where a platform keeps the disks of its machines. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'Where a platform keeps the disks of its machines.' })
@Entity({ schema: 'backup', tableName: 'hypervisor_storage' })
export class HypervisorStorage extends Managed implements Node {
  @Column('bigint', 'Free space, in bytes; null when the platform does not tell.', { nullable: true })
  totalAvailableSpace!: LongValue | null;

  @Column('bigint', 'Used space, in bytes; null when the platform does not tell.', { nullable: true })
  totalUsedSpace!: LongValue | null;
}

/** Pages of hypervisor storages. */
export const HypervisorStorageConnection = connectionType(HypervisorStorage, 'hypervisor storages');

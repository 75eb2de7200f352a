import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './column.js';

/** A disk of a virtual machine (vprotect.md 3.1, `/virtual-machine-disks`). */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A disk of a virtual machine.' })
@Entity({ schema: 'backup', tableName: 'virtual_disk' })
export class VirtualDisk implements Node {
  get id(): string {
    return toGlobalId('VirtualDisk', this.guid);
  }

  @Column('id', 'GUID given to it here, in lower case.', { sqlType: 'uuid', primary: true })
  guid!: string;

  @Column('id', null, { sqlType: 'uuid' })
  vmGuid!: string;

  @Column('id', "The platform's own id of it; unique within its machine.")
  uuid!: string;

  @Column('text', 'Name.')
  name!: string;

  @Column('integer', 'Place among the disks of its machine, from 0.')
  position!: number;

  @Column('text', 'Its kind, as the platform calls it.')
  type!: string;

  @Column('bigint', 'Size, in bytes.')
  size!: LongValue;

  @Column('id', null, { sqlType: 'uuid', nullable: true })
  storageGuid!: string | null;

  @Column('boolean', 'Whether the last sync found it.')
  present!: boolean;

  @Column('boolean', 'Whether it can be backed up.')
  supported!: boolean;

  @Column('boolean', 'Whether backups leave it out.')
  excludedFromBackup!: boolean;
}

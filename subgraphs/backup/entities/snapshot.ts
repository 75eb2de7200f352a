import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import { Column } from './column.js';
import { SnapshotStatusEnum, type SnapshotStatus } from './restore-words.js';

const guid = { sqlType: 'uuid', nullable: true } as const;
const optional = { nullable: true } as const;

/** A snapshot of a machine on its platform (vprotect.md 3.3). */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "guid")')
@ObjectType({ implements: Node, description: 'A snapshot of a machine on its platform.' })
@Entity({ schema: 'backup', tableName: 'snapshot' })
export class Snapshot implements Node {
  get id(): string {
    return toGlobalId('Snapshot', this.guid);
  }

  @Column('id', 'GUID given to it here, in lower case.', { sqlType: 'uuid', primary: true })
  guid!: string;

  @Column('id', null, { sqlType: 'uuid' })
  vmGuid!: string;

  @Column('text', "The platform's own id; null before it exists.", optional)
  uuid!: string | null;

  @Column('time', 'When it was taken; when it was asked for until then.')
  snapshotTime!: Date;

  @Column('text', 'Whether it is there.', { enum: SnapshotStatusEnum })
  status!: SnapshotStatus;

  @Column(
    'boolean',
    'Whether people or a snapshot policy asked for it; else it was left by a backup for the next incremental.',
  )
  standAlone!: boolean;

  @Column('id', null, guid)
  ruleGuid!: string | null;

  @Column('id', null, guid)
  backupGuid!: string | null;

  @Column('texts', 'What went otherwise than it was asked for.')
  warnings!: readonly string[];

  @Column('time', 'When it was asked for.')
  createdAt!: Date;
}

/** Pages of snapshots. */
export const SnapshotConnection = connectionType(Snapshot, 'snapshots');

import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import { Column } from './column.js';
import { MountModeEnum, MountStateEnum, type MountMode, type MountState } from './restore-words.js';

const optional = { nullable: true } as const;

/** A backup whose files can be looked at (vprotect.md 3.4). */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "guid")')
@ObjectType({ implements: Node, description: 'A backup whose files can be looked at.' })
@Entity({ schema: 'backup', tableName: 'mounted_backup' })
export class MountedBackup implements Node {
  get id(): string {
    return toGlobalId('MountedBackup', this.guid);
  }

  @Column('id', 'GUID given to it here, in lower case.', { sqlType: 'uuid', primary: true })
  guid!: string;

  @Column('id', null, { sqlType: 'uuid' })
  backupGuid!: string;

  @Column('id', null, { sqlType: 'uuid' })
  nodeGuid!: string;

  @Column('text', 'How its file systems were chosen.', { enum: MountModeEnum })
  mode!: MountMode;

  @Column('text', 'Whether it can be looked at.', { enum: MountStateEnum })
  state!: MountState;

  @Column('time', 'When it is unmounted by itself; null for never.', optional)
  unmountAt!: Date | null;

  @Column('time', 'When it was asked for.')
  createdAt!: Date;
}

/** Pages of mounted backups. */
export const MountedBackupConnection = connectionType(MountedBackup, 'mounted backups');

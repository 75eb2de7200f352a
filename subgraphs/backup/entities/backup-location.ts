import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './column.js';
import {
  BackupLocationStatusEnum,
  RetentionHintEnum,
  type BackupLocationStatus,
  type RetentionHint,
} from './backup-words.js';
import { RoleTypeEnum, type RoleType } from './policy-words.js';

const guid = { sqlType: 'uuid', nullable: true } as const;
const optional = { nullable: true } as const;

/** A backup in one destination (vprotect.md 3.3). */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "guid")')
@ObjectType({ implements: Node, description: 'A backup in one destination.' })
@Entity({ schema: 'backup', tableName: 'backup_location' })
export class BackupLocation implements Node {
  get id(): string {
    return toGlobalId('BackupLocation', this.guid);
  }

  @Column('id', 'GUID given to it here, in lower case.', { sqlType: 'uuid', primary: true })
  guid!: string;

  @Column('id', null, { sqlType: 'uuid' })
  backupGuid!: string;

  @Column('id', null, guid)
  destinationGuid!: string | null;

  @Column('text', 'What this place is for the backup.', { enum: RoleTypeEnum })
  roleType!: RoleType;

  @Column('text', 'Whether the backup is there.', { enum: BackupLocationStatusEnum })
  status!: BackupLocationStatus;

  @Column('text', 'Whether it is kept longer or shorter than its policy says.', { enum: RetentionHintEnum })
  retentionHint!: RetentionHint;

  @Column('time', 'Until when an archived one is kept; null for others.', optional)
  archiveExpire!: Date | null;

  @Column('time', 'Until when nothing may remove it; null when not locked.', optional)
  lockedUntil!: Date | null;

  @Column('text', null, optional)
  path!: string | null;

  @Column('bigint', 'Bytes it takes there, compressed.')
  storedSize!: LongValue;

  @Column('time', 'When it was asked for.')
  createdAt!: Date;
}

/** Pages of locations. */
export const BackupLocationConnection = connectionType(BackupLocation, 'locations');

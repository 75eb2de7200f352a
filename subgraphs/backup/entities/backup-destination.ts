import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './column.js';
import { DestinationTypeEnum, type DestinationType } from './restore-words.js';

const optional = { nullable: true } as const;

/** A place backups are kept in (vprotect.md 3.8). */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "guid")')
@ObjectType({ implements: Node, description: 'A place backups are kept in.' })
@Entity({ schema: 'backup', tableName: 'destination' })
export class BackupDestination implements Node {
  get id(): string {
    return toGlobalId('BackupDestination', this.guid);
  }

  @Column('id', 'GUID given to it here, in lower case.', { sqlType: 'uuid', primary: true })
  guid!: string;

  @Column('text', 'Name; no two have the same.')
  name!: string;

  @Column('text', 'What kind of place it is.', { enum: DestinationTypeEnum })
  type!: DestinationType;

  @Column('text', 'What people say of it.', optional)
  description!: string | null;

  @Column('text', null)
  path!: string;

  @Column('bigint', 'Most bytes it may use; null for as many as there are.', optional)
  capacity!: LongValue | null;

  @Column('boolean', 'Whether backups go there where nothing else is said; at most one is.')
  isDefault!: boolean;

  @Column(
    'boolean',
    'Whether every machine may be backed up there; else only machines whose policy names it.',
  )
  visibleForAllVms!: boolean;

  @Column('bigint', 'Bytes that backups use there, as of the last look.')
  totalUsedSpace!: LongValue;

  @Column('bigint', 'Bytes that are left there, as of the last look; null before the first.', optional)
  totalAvailableSpace!: LongValue | null;

  @Column('time', 'When it was last looked at; null before the first time.', optional)
  checkedAt!: Date | null;

  @Column('text', 'What was wrong with it at the last look; null when nothing was.', optional)
  fault!: string | null;

  @Column('time', 'When it was made.')
  createdAt!: Date;

  @Column('time', 'When it was last changed.')
  changedAt!: Date;
}

/** Pages of destinations. */
export const BackupDestinationConnection = connectionType(BackupDestination, 'destinations');

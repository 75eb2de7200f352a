import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import { Column } from './column.js';
import { TenantNamed } from './named.js';
import { AutoAssignModeEnum, type AutoAssignMode } from './policy-words.js';
import { ScheduleTypeEnum, type ScheduleType } from './schedule-words.js';

const guids = { sqlType: 'uuid[]' } as const;
const optional = { nullable: true } as const;

/** Which machines are backed up alike (vprotect.md 3.6); a machine is in one of each kind at most. */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "guid")')
@ObjectType({
  implements: Node,
  description: 'Machines that are backed up alike, or of which snapshots are taken alike.',
})
@Entity({ schema: 'backup', tableName: 'policy' })
export class Policy extends TenantNamed implements Node {
  @Column('text', 'What it is for.', { enum: ScheduleTypeEnum })
  kind!: ScheduleType;

  @Column('boolean', 'Whether its schedules fire.')
  active!: boolean;

  @Column('integer', 'Priority of its tasks: 0 to 100, higher first.')
  priority!: number;

  @Column('boolean', 'Whether machines that vanished from their platform leave it.')
  autoRemoveNonPresent!: boolean;

  @Column('text', 'Whether it takes machines by itself.', { enum: AutoAssignModeEnum })
  autoAssignMode!: AutoAssignMode;

  @Column('texts', 'Tags of which one takes a machine in.')
  includeTags!: string[];

  @Column('texts', 'Tags of which one keeps a machine out, whatever else holds.')
  excludeTags!: string[];

  @Column('texts', 'Expressions (RE2) of which one takes in a machine whose whole name it matches.')
  includeRegExps!: string[];

  @Column('texts', 'Expressions (RE2) of which one keeps out a machine whose whole name it matches.')
  excludeRegExps!: string[];

  @Field(() => [ID], { description: 'GUIDs of the clusters it takes machines of; of all when empty.' })
  @Column('texts', null, { ...guids, column: 'hv_clusters' })
  clusterGuids!: string[];

  @Column('integer', 'How often a failed export or store is tried again.')
  backupRetryCount!: number;

  @Column('integer', 'Percentage of failed exports of a run above which the waiting ones fail; null never.', {
    ...optional,
    column: 'fail_export_threshold',
  })
  failRemainingExportThreshold!: number | null;

  @Column('integer', 'Percentage of failed stores of a run above which the waiting ones fail; null never.', {
    ...optional,
    column: 'fail_store_threshold',
  })
  failRemainingStoreThreshold!: number | null;

  @Column('boolean', 'Whether its mailing list gets a report of each day; sent where a mail server is set.')
  dailyReportEnabled!: boolean;

  @Column('id', null, { sqlType: 'uuid', nullable: true })
  mailingListGuid!: string | null;

  @Column('boolean', 'Whether every tenant sees it.')
  visibleForAllProjects!: boolean;

  @Field(() => [ID], { description: 'GUIDs of the projects that see it besides its own tenant.' })
  @Column('texts', null, { ...guids, column: 'projects' })
  projectGuids!: string[];

  @Column('boolean', 'Whether machines are quiesced before a snapshot.')
  quiesceBeforeSnapshot!: boolean;

  @Column('boolean', 'Whether retention removes nothing but what is marked.')
  disableCleanOldBackups!: boolean;

  @Column(
    'boolean',
    'Whether file systems are looked for in its backups when they are stored, not only when they are mounted.',
  )
  scanFileSystem!: boolean;
}

/** Pages of policies. */
export const PolicyConnection = connectionType(Policy, 'policies');

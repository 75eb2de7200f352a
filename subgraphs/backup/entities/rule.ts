import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './column.js';
import { Named } from './named.js';
import { RoleTypeEnum, type RoleType } from './policy-words.js';

const guid = { sqlType: 'uuid' } as const;
const optional = { nullable: true } as const;

/** When machines of a policy are backed up, where to, and how long backups stay (vprotect.md 3.7). */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "guid")')
@ObjectType({
  implements: Node,
  description: 'When the machines of a policy are backed up, where to, and how long backups stay.',
})
@Entity({ schema: 'backup', tableName: 'rule' })
export class Rule extends Named implements Node {
  @Column('id', null, guid)
  policyGuid!: string;

  @Column('boolean', 'Whether its schedules fire for it.')
  active!: boolean;

  @Column('integer', 'Its place among the rules of its policy, from 0.')
  position!: number;

  @Column('integer', 'Snapshots kept of each machine, for a snapshot policy; null is no limit.', optional)
  retentionVersions!: number | null;

  @Column('integer', 'Days snapshots are kept, for a snapshot policy; null is no limit.', optional)
  retentionDays!: number | null;
}

/** Pages of rules. */
export const RuleConnection = connectionType(Rule, 'rules');

/** Where a rule stores, and what stays there. */
@ObjectType({ description: 'Where a rule stores, and what stays there.' })
@Entity({ schema: 'backup', tableName: 'rule_destination' })
export class RuleDestination {
  @Column('id', 'GUID, in lower case.', { ...guid, primary: true })
  guid!: string;

  @Column('id', null, guid)
  ruleGuid!: string;

  @Column('id', 'GUID of the destination.', guid)
  destinationGuid!: string;

  @Column('text', 'What the destination is to the rule.', { enum: RoleTypeEnum })
  roleType!: RoleType;

  @Column('boolean', 'Whether backups go there.')
  active!: boolean;

  @Column('integer', 'Full backups of a machine that stay, however old.')
  keepLastFull!: number;

  @Column('bigint', 'Age up to which full backups stay, in milliseconds.', { column: 'keep_full_newer_ms' })
  keepFullNewer!: LongValue;

  @Column('integer', 'Incremental backups of a machine that stay, however old.')
  keepLastIncremental!: number;

  @Column('bigint', 'Age up to which incremental backups stay, in milliseconds.', {
    column: 'keep_incremental_newer_ms',
  })
  keepIncrementalNewer!: LongValue;

  @Column('boolean', 'Whether the last backup stays while its machine is present.')
  keepLastWhileSourceExists!: boolean;

  @Column('integer', 'Days from its making in which a backup is not removed, whatever else holds.', optional)
  retentionLockDays!: number | null;
}

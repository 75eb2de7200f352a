import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import { Long, type LongValue } from '../../../schema/scalars/long.js';
import { Column } from './column.js';

const optional = { nullable: true } as const;

/** After so long without a sign of life a node counts as offline, in milliseconds. */
export const offlineAfterMs = 20_000;

/** States of nodes (NodeState, vprotect.md 5). */
export const NodeStateEnum = { ONLINE: 'ONLINE', OFFLINE: 'OFFLINE' } as const;

/** One of them. */
export type NodeState = keyof typeof NodeStateEnum;

registerEnumType(NodeStateEnum, {
  name: 'BackupNodeState',
  description: 'Whether a backup node works.',
  valuesConfig: {
    ONLINE: { description: 'It gave a sign of life within the last 20 seconds.' },
    OFFLINE: { description: 'It did not; its tasks wait for it.' },
  },
});

/** A process that moves data: it exports, stores and restores, with staging space of its own (vprotect.md 3.8). */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "guid")')
@ObjectType({
  implements: Node,
  description: 'A process that moves data of backups, with staging space of its own.',
})
@Entity({ schema: 'backup', tableName: 'node' })
export class BackupNode implements Node {
  get id(): string {
    return toGlobalId('BackupNode', this.guid);
  }

  @Column('id', 'GUID given to it here, in lower case.', { sqlType: 'uuid', primary: true })
  guid!: string;

  @Column('text', 'Name it was started with; no two have the same.')
  name!: string;

  @Column('text', 'Host name of the machine it runs on.')
  address!: string;

  @Column('text', 'Version of the product.')
  version!: string;

  @Column('text', null)
  stagingDir!: string;

  @Column('bigint', 'Size of the file system of its staging space, in bytes; null when not known.', optional)
  stagingTotal!: LongValue | null;

  @Column('bigint', 'Bytes that are free there; null when not known.', optional)
  stagingAvailable!: LongValue | null;

  @Column('time', 'When it was last started.')
  startedAt!: Date;

  @Column('time', 'When it last gave a sign of life.')
  seenAt!: Date;

  @Column('time', 'When it was first started.')
  createdAt!: Date;

  @Field(() => NodeStateEnum, { description: 'Whether it works.' })
  get state(): NodeState {
    return Date.now() - this.seenAt.getTime() > offlineAfterMs ? 'OFFLINE' : 'ONLINE';
  }

  @Field(() => Long, { nullable: true, description: 'Bytes that are used there; null when not known.' })
  get stagingUsed(): LongValue | null {
    const { stagingTotal, stagingAvailable } = this;
    return stagingTotal === null || stagingAvailable === null
      ? null
      : Number(stagingTotal) - Number(stagingAvailable);
  }
}

/** Pages of nodes. */
export const BackupNodeConnection = connectionType(BackupNode, 'backup nodes');

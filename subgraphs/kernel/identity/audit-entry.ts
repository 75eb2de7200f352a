import { OptionalProps } from '@mikro-orm/postgresql';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';

/** One line of the audit trail: who did what, and how it ended. Never changed or removed. */
@Directive('@key(fields: "id")')
@ObjectType({
  implements: Node,
  description: 'One line of the audit trail: who did what, and how it ended. It is never changed or removed.',
})
@Entity({ schema: 'kernel', tableName: 'audit_entry' })
export class AuditEntry implements Node {
  [OptionalProps]?: 'seq' | 'id';

  @PrimaryKey({ type: 'bigint', fieldName: 'id' })
  seq!: number;

  @Field(() => Date, { description: 'When it happened.' })
  @Property({ type: 'datetime' })
  at!: Date;

  @Property({ type: 'uuid', fieldName: 'account_id', nullable: true })
  accountId!: string | null;

  @Field(() => String, { description: 'Who did it: the user id of the viewer.' })
  @Property({ type: 'text' })
  who!: string;

  @Field(() => String, { nullable: true, description: 'Tenant of who did it; null is not confined to one.' })
  @Property({ type: 'text', nullable: true })
  tenantId!: string | null;

  @Field(() => String, { description: 'What was done: subgraph and mutation, such as "core.createAccount".' })
  @Property({ type: 'text' })
  action!: string;

  @Field(() => String, { nullable: true, description: 'What it was done to, when that is one thing.' })
  @Property({ type: 'text', nullable: true })
  target!: string | null;

  @Field(() => String, { description: 'How it ended: "OK" or an error code.' })
  @Property({ type: 'text' })
  result!: string;

  @Field(() => String, { description: 'Id of the request, as logs and errors carry it.' })
  @Property({ type: 'text' })
  requestId!: string;

  @Field(() => String, { nullable: true, description: 'Address it came from, when known.' })
  @Property({ type: 'text', nullable: true })
  address!: string | null;

  get id(): string {
    return toGlobalId('AuditEntry', String(this.seq));
  }
}

/** A row of `kernel.audit_entry` as SQL gives it. */
export interface AuditEntryRow {
  readonly id: number;
  readonly at: string;
  readonly account_id: string | null;
  readonly who: string;
  readonly tenant_id: string | null;
  readonly action: string;
  readonly target: string | null;
  readonly result: string;
  readonly request_id: string;
  readonly address: string | null;
}

/** The entry of a row. */
export function toAuditEntry(row: AuditEntryRow): AuditEntry {
  return Object.assign(new AuditEntry(), {
    seq: row.id,
    at: new Date(row.at),
    accountId: row.account_id,
    who: row.who,
    tenantId: row.tenant_id,
    action: row.action,
    target: row.target,
    result: row.result,
    requestId: row.request_id,
    address: row.address,
  });
}

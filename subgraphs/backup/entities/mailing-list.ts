import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import { Column } from './column.js';
import { Named } from './named.js';

/** Who gets the reports of a policy (vprotect.md 3.10). Kept and shown; nothing is sent. */
@Directive('@key(fields: "id")')
@ObjectType({
  implements: Node,
  description: 'Who gets the reports of a policy. Kept and shown; nothing is sent.',
})
@Entity({ schema: 'backup', tableName: 'mailing_list' })
export class MailingList extends Named implements Node {
  @Column('texts', 'Mail addresses.')
  recipients!: string[];

  @Field(() => Int, { description: 'How many addresses it has.' })
  get recipientCount(): number {
    return this.recipients.length;
  }
}

/** Pages of mailing lists. */
export const MailingListConnection = connectionType(MailingList, 'mailing lists');

import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import { Column } from './column.js';
import { HypervisorTypeEnum, type HypervisorType } from './platform-words.js';
import { Managed } from './managed.js';

/** A host that runs virtual machines. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A host that runs virtual machines.' })
@Entity({ schema: 'backup', tableName: 'hypervisor' })
export class Hypervisor extends Managed implements Node {
  @Column('text', 'Its host name or address.')
  host!: string;

  @Column('text', 'Its kind; null when the platform does not tell.', {
    enum: HypervisorTypeEnum,
    nullable: true,
  })
  type!: HypervisorType | null;

  @Column('text', 'User it is reached as; null when the platform does not tell.', { nullable: true })
  userName!: string | null;

  @Column('id', null, { sqlType: 'uuid', nullable: true })
  clusterGuid!: string | null;
}

/** Pages of hypervisors. */
export const HypervisorConnection = connectionType(Hypervisor, 'hypervisors');

import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { Column } from './column.js';

/** A network interface of a virtual machine. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A network interface of a virtual machine.' })
@Entity({ schema: 'backup', tableName: 'network_interface' })
export class NetworkInterface implements Node {
  get id(): string {
    return toGlobalId('NetworkInterface', this.guid);
  }

  @Column('id', 'GUID given to it here, in lower case.', { sqlType: 'uuid', primary: true })
  guid!: string;

  @Column('id', null, { sqlType: 'uuid' })
  vmGuid!: string;

  @Column('id', "The platform's own id of it; unique within its machine.")
  uuid!: string;

  @Column('text', 'Name.')
  name!: string;

  @Column('integer', 'Place among the interfaces of its machine, from 0.')
  position!: number;

  @Column('id', null, { sqlType: 'uuid', nullable: true })
  networkGuid!: string | null;
}

import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import { Column } from './column.js';
import { Managed } from './managed.js';

/** A network of a platform. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A network of a platform.' })
@Entity({ schema: 'backup', tableName: 'network' })
export class Network extends Managed implements Node {
  @Column('boolean', 'Whether all projects may use it.')
  shared!: boolean;
}

/** Pages of networks. */
export const NetworkConnection = connectionType(Network, 'networks');

import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import { Managed } from './managed.js';

/** A size that machines of a platform can have. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A size that machines of a platform can have.' })
@Entity({ schema: 'backup', tableName: 'flavor' })
export class Flavor extends Managed implements Node {}

/** Pages of flavors. */
export const FlavorConnection = connectionType(Flavor, 'flavors');

import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import { Managed } from './managed.js';

/** A project of a platform; its own id is the tenant of its machines. */
@Directive('@key(fields: "id")')
@ObjectType({
  implements: Node,
  description: 'A project of a platform; its own id is the tenant of its machines.',
})
@Entity({ schema: 'backup', tableName: 'project' })
export class Project extends Managed implements Node {}

/** Pages of projects. */
export const ProjectConnection = connectionType(Project, 'projects');

import { Directive, Field, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';

/** A tenant of a cloud. It is not stored. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A tenant of a cloud (OpenStack: project).' })
export class CloudTenant implements Node {
  get id(): string {
    return toGlobalId('CloudTenant', `${this.cloudName}/${this.nativeId}`);
  }

  cloudName!: string;

  @Field(() => String, { description: "The cloud's own id of the tenant." })
  nativeId!: string;

  @Field(() => String, { description: 'Name.' })
  name!: string;
}

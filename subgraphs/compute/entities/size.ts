import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';

/** A size of a cloud. It is not stored: the cloud is asked, and its answer remembered for seconds. */
@Directive('@key(fields: "id")')
@ObjectType({
  implements: Node,
  description: 'A size that machines of a cloud can have (OpenStack: flavor).',
})
export class Size implements Node {
  get id(): string {
    return toGlobalId('Size', `${this.cloudName}/${this.nativeId}`);
  }

  cloudName!: string;

  @Field(() => String, { description: "The cloud's own id of the size." })
  nativeId!: string;

  @Field(() => String, { description: 'Name.' })
  name!: string;

  @Field(() => Int, { description: 'Memory, in MB.' })
  ram!: number;

  @Field(() => Int, { description: 'Disk, in GB.' })
  disk!: number;

  @Field(() => Int, { nullable: true, description: 'Virtual processors; null when the cloud does not tell.' })
  cpu!: number | null;
}

/** Pages of sizes. */
export const SizeConnection = connectionType(Size, 'sizes');

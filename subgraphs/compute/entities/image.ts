import { Directive, Field, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';

/** An image of a cloud. It is not stored: the cloud is asked, and its answer remembered for seconds. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'An image that machines of a cloud can start from.' })
export class Image implements Node {
  get id(): string {
    return toGlobalId('Image', `${this.cloudName}/${this.nativeId}`);
  }

  cloudName!: string;

  @Field(() => String, { description: "The cloud's own id of the image." })
  nativeId!: string;

  @Field(() => String, { description: 'Name.' })
  name!: string;
}

/** Pages of images. */
export const ImageConnection = connectionType(Image, 'images');

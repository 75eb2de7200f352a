import { Field, InputType } from 'type-graphql';
import { Json } from '../../../schema/scalars/scalars.js';

/** What every request for work on a cloud can say. */
@InputType()
abstract class CloudWorkInput {
  @Field(() => String, { nullable: true, description: 'Cloud by name; the default cloud when absent.' })
  cloud?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether to answer only when the cloud has accepted a start, or when other work has ended; a failure is then the error of this request. Otherwise the task is answered at once.',
  })
  wait!: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      'A second request with the same key gets the task of the first, and nothing is done twice. At most 200 characters.',
  })
  idempotencyKey?: string | null;
}

/** A machine named by id or host name. */
@InputType()
abstract class NodeWorkInput extends CloudWorkInput {
  @Field(() => String, {
    nullable: true,
    description: "The cloud's own id of the machine. One of nodeId and hostName is needed.",
  })
  nodeId?: string | null;

  @Field(() => String, { nullable: true, description: 'Host name of the machine.' })
  hostName?: string | null;
}

/** A start. */
@InputType({ description: 'Which machine to start.' })
export class StartComputeNodeInput extends CloudWorkInput {
  @Field(() => String, { description: 'Name to give; some clouds choose their own. 1 to 1024 characters.' })
  name!: string;

  @Field(() => String, { description: "The cloud's own id of the image." })
  imageId!: string;

  @Field(() => String, { description: "The cloud's own id of the size." })
  sizeId!: string;

  @Field(() => String, { nullable: true, description: 'Name of the SSH key to put on it.' })
  keyName?: string | null;

  @Field(() => Json, { nullable: true, description: 'An object to keep with it in the cloud.' })
  metadata?: unknown;
}

/** A stop. */
@InputType({
  description: 'Which machine to destroy: the first of the cloud that has this id or this host name.',
})
export class StopComputeNodeInput extends NodeWorkInput {}

/** An assignment. */
@InputType({
  description: 'Which machine to assign, to whom and for what. The host name wins when both are given.',
})
export class AssignComputeNodeInput extends NodeWorkInput {
  @Field(() => String, { description: 'Who gets it. 1 to 1024 characters.' })
  user!: string;

  @Field(() => String, { description: 'Application it is for. 1 to 1024 characters.' })
  application!: string;
}

/** A release. */
@InputType({ description: 'Which machine to take back. The host name wins when both are given.' })
export class ReleaseComputeNodeInput extends NodeWorkInput {}

import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Storage's host of an array as seen from here: compute adds the machine of its address. */
@Directive('@key(fields: "id")')
@ObjectType({ description: 'A host that an array serves.' })
export class StorageHost {
  @Field(() => ID, { description: 'Opaque, unique in the whole graph.' })
  id!: string;

  @Directive('@external')
  @Field(() => String, { nullable: true, description: 'Its address, as the array knows it.' })
  ipAddress!: string | null;
}

import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { Column } from './inventory-column.js';

/** What a storage and everything an array has share: a UUID given here, and when it was first and last seen. */
@ObjectType()
@Entity({ abstract: true })
export abstract class InventoryObject {
  get id(): string {
    return toGlobalId(this.constructor.name, this.uuid);
  }

  @Column('uuid', 'UUID given to it here, in lower case; it stays over every sync.', 'id')
  uuid!: string;

  @Field(() => DateTime, { description: 'When it was first seen.' })
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  createdAt!: Date;

  @Field(() => String, {
    description: 'The same to the microsecond, in UTC without a zone: "YYYY-MM-DDTHH:MM:SS.ffffff".',
  })
  createdAtText!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was last seen again; null before the second time.',
  })
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  updatedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'The same to the microsecond, in UTC without a zone: "YYYY-MM-DDTHH:MM:SS.ffffff".',
  })
  updatedAtText!: string | null;
}

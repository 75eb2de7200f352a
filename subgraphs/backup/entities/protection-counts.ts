import { Field, Int, ObjectType } from 'type-graphql';

/** How many present machines are protected and how many are not (vprotect.md 3.9); the three add up to all of them. */
@ObjectType({ description: 'How many present machines are protected and how many are not.' })
export class ProtectionCounts {
  @Field(() => Int, { description: 'Those with a backup as new as their schedules ask for.' })
  protected!: number;

  @Field(() => Int, { description: 'Those without.' })
  notProtected!: number;

  @Field(() => Int, { description: 'Those that no active schedule reaches.' })
  noSchedule!: number;
}

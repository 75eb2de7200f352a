import { Field, ObjectType } from 'type-graphql';
import { Long } from '../../../schema/scalars/long.js';
import { trapOutcomes, type TrapOutcome } from '../snmp/trap-counts.js';

const meanings: Readonly<Record<TrapOutcome, string>> = {
  stored: 'Traps whose alert was written.',
  ignored: 'Traps the driver makes nothing of, and those that clear what is not open.',
  incomplete: 'Traps that do not tell enough, so that the array is asked for its alerts.',
  limited: 'Traps beyond the rate, or beyond what could be kept; the array is asked for its alerts.',
  refused:
    'Datagrams with a wrong community, user, key or engine, recorded ones that are sent again later, and what is no SNMP at all.',
  unattributed: 'Traps that name an array without an alert source.',
  failed: 'Traps the driver could not read.',
  unknown: "Datagrams of senders that are no alert source's.",
  answered: 'Questions for our engine, which a sender of informs of version 3 asks before.',
  lost: 'Datagrams the operating system had no room for.',
};

/** What became of the traps that arrived, each counted once. */
@ObjectType({
  description: 'What became of the SNMP traps that arrived, each counted once. A few seconds late.',
})
export class TrapTally implements Record<TrapOutcome, number> {
  @Field(() => Long, { description: meanings.stored })
  stored!: number;

  @Field(() => Long, { description: meanings.ignored })
  ignored!: number;

  @Field(() => Long, { description: meanings.incomplete })
  incomplete!: number;

  @Field(() => Long, { description: meanings.limited })
  limited!: number;

  @Field(() => Long, { description: meanings.refused })
  refused!: number;

  @Field(() => Long, { description: meanings.unattributed })
  unattributed!: number;

  @Field(() => Long, { description: meanings.failed })
  failed!: number;

  @Field(() => Long, { description: meanings.unknown })
  unknown!: number;

  @Field(() => Long, { description: meanings.answered })
  answered!: number;

  @Field(() => Long, { description: meanings.lost })
  lost!: number;

  /** The tally with zero for what was not counted. */
  static of(counted: Partial<Record<TrapOutcome, number>>): TrapTally {
    return Object.assign(
      new TrapTally(),
      Object.fromEntries(trapOutcomes.map((outcome) => [outcome, counted[outcome] ?? 0])),
    );
  }
}

import { Arg, ArgsType, Field, InputType, registerEnumType, type ClassType } from 'type-graphql';
import { PageArgs } from '../../../schema/paging/page-args.js';
import type { Direction, OrderWish } from '../services/list-order.js';
import type { ListFilter } from '../services/list-things.js';
import type { Listed } from '../services/listed.js';

/** Arguments of a root list: a legacy client pages by the UUID it saw last. */
@ArgsType()
export class MarkedPageArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description: 'Continue behind the one with this UUID. Not together with "after".',
  })
  marker?: string | null;
}

/** Which way a key of an order runs. */
export const SortDirection = { ASC: 'ASC', DESC: 'DESC' } as const;

registerEnumType(SortDirection, {
  name: 'SortDirection',
  description: 'Which way a key of an order runs. Nulls are the smallest; texts compare by code point.',
  valuesConfig: {
    ASC: { description: 'The smallest first.' },
    DESC: { description: 'The largest first.' },
  },
});

/** The inputs of a list. */
interface ListInputs {
  readonly filter: ClassType<ListFilter & object>;
  readonly order: ClassType<OrderWish>;
}

const inputs = new Map<Listed, ListInputs>();

/** The argument `filter` of a list. */
export function FilterArg(listed: Listed): ReturnType<typeof Arg> {
  const description = 'What the list is narrowed to.';
  const { filter } = inputsOf(listed);
  return Arg('filter', () => filter, { nullable: true, description });
}

/** The argument `orderBy` of a list. */
export function OrderArg(listed: Listed): ReturnType<typeof Arg> {
  const description =
    'Keys of the order, the first counts most, at most 8; CREATED_AT and ID come last anyway.';
  const { order } = inputsOf(listed);
  return Arg('orderBy', () => [order], { nullable: true, description });
}

/** Made once: the root list and that of a storage share them. */
function inputsOf(listed: Listed): ListInputs {
  const made = inputs.get(listed) ?? { filter: filterInput(listed), order: orderInput(listed) };
  inputs.set(listed, made);
  return made;
}

/** The filter input of a list: a list of texts per column. */
function filterInput(listed: Listed): ClassType<ListFilter & object> {
  @InputType(`${listed.entity.name}Filter`, {
    description: `What a list of ${listed.noun} is narrowed to; everything given must hold.`,
  })
  class Filter {}
  for (const { member, column } of listed.filterColumns) {
    const description = `Only those whose ${column} is one of these, exactly.`;
    Field(() => [String], { nullable: true, description })(Filter.prototype, member);
  }
  return Filter as ClassType<ListFilter & object>;
}

/** The order input of a list: a column and a direction. */
function orderInput(listed: Listed): ClassType<OrderWish> {
  const { name } = listed.entity;
  const fields = Object.fromEntries([...listed.sortKeys.keys()].map((key) => [key, key]));
  registerEnumType(fields, {
    name: `${name}OrderField`,
    description: `What a list of ${listed.noun} can be ordered by.`,
    valuesConfig: Object.fromEntries(
      Object.keys(fields).map((key) => [key, { description: `By ${key.toLowerCase()}.` }]),
    ),
  });

  @InputType(`${name}Order`, { description: `A key of the order of a list of ${listed.noun}.` })
  class Order implements OrderWish {
    @Field(() => fields, { description: 'The column.' })
    field!: string;

    @Field(() => SortDirection, { defaultValue: SortDirection.DESC, description: 'Which way it runs.' })
    direction!: Direction;
  }
  return Order;
}

import { Field, InputType, registerEnumType } from 'type-graphql';

/** Which images or sizes a list holds. */
@InputType({ description: 'Which images or sizes a list holds: those that meet every condition given.' })
export class CatalogFilter {
  @Field(() => [String], { nullable: true, description: "The cloud's own ids; any of them." })
  nativeIds?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'Part of the name, letter case ignored.' })
  nameContains?: string | null;
}

/** Orders of a list of images or sizes. */
export const CatalogOrderEnum = { PROVIDER: 'PROVIDER', NAME: 'NAME' } as const;

/** Order of a list of images or sizes. */
export type CatalogOrder = keyof typeof CatalogOrderEnum;

registerEnumType(CatalogOrderEnum, {
  name: 'CatalogOrder',
  description: 'Orders of a list of images or sizes.',
  valuesConfig: {
    PROVIDER: { description: 'As the cloud lists them.' },
    NAME: { description: 'By name, ascending.' },
  },
});

/** Something a cloud offers. */
export interface Offer {
  readonly nativeId: string;
  readonly name: string;
}

/** The offers that meet the filter, in the order asked for. */
export function chosen<T extends Offer>(
  offers: readonly T[],
  filter: CatalogFilter | null | undefined,
  order: CatalogOrder | null | undefined,
): readonly T[] {
  const part = filter?.nameContains?.toLowerCase();
  const ids = filter?.nativeIds;
  const met = offers.filter(
    ({ nativeId, name }) =>
      (ids == null || ids.includes(nativeId)) && (part === undefined || name.toLowerCase().includes(part)),
  );
  return order === 'NAME'
    ? met.toSorted((a, b) => (a.name === b.name ? compare(a.nativeId, b.nativeId) : compare(a.name, b.name)))
    : met;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}

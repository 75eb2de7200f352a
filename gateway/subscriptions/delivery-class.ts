import { Kind, type ConstDirectiveNode, type DocumentNode, type ValueNode } from 'graphql';

/** What a subscription field promises to readers that are slow, by its directive `@delivery`. */
export interface DeliveryClass {
  /** `EVERY`: no event is left out but those of `latestOf`. `LATEST`: each event replaces an earlier one. */
  readonly class: 'EVERY' | 'LATEST';
  /** Kinds of events of which only the newest need be told; undefined for none (EVERY) or all (LATEST). */
  readonly latestOf: readonly string[] | undefined;
  /** Selection on the event that names what it is about; only events about the same replace one another. */
  readonly per: string | undefined;
}

/** What holds where a field says nothing. */
export const everyEvent: DeliveryClass = { class: 'EVERY', latestOf: undefined, per: undefined };

/** Whether any event may be left out for a later one. */
export function mayBeReplaced(delivery: DeliveryClass): boolean {
  return delivery.class === 'LATEST' || (delivery.latestOf?.length ?? 0) > 0;
}

/** Reads the class of a subscription field from the supergraph. */
export function deliveryClassOf(supergraph: DocumentNode, field: string): DeliveryClass {
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION || definition.name.value !== 'Subscription') continue;
    const declared = definition.fields?.find(({ name }) => name.value === field);
    const directive = declared?.directives?.find(({ name }) => name.value === 'delivery');
    if (directive) return read(directive);
  }
  return everyEvent;
}

function read(directive: ConstDirectiveNode): DeliveryClass {
  const argument = (name: string): ValueNode | undefined =>
    directive.arguments?.find((given) => given.name.value === name)?.value;
  const [given, latestOf, per] = [argument('class'), argument('latestOf'), argument('per')];
  return {
    class: given?.kind === Kind.STRING && given.value === 'LATEST' ? 'LATEST' : 'EVERY',
    latestOf:
      latestOf?.kind === Kind.LIST
        ? latestOf.values.flatMap((value) => (value.kind === Kind.STRING ? [value.value] : []))
        : undefined,
    per: per?.kind === Kind.STRING ? per.value : undefined,
  };
}

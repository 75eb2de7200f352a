import type { ConstDirectiveNode, GraphQLSchema } from 'graphql';
import { Directive } from 'type-graphql';

/** What a subscription field promises to readers that are too slow; see `@delivery` in the schema. */
export interface DeliveryPromise {
  /** Kinds of events of which only the newest need be told; for all others none is left out. */
  readonly latestOf?: readonly string[];
  /** Selection on the event that names what it is about; only events about the same replace one another. */
  readonly per?: string;
}

/** Declares that no event is left out, but for what `promise` says. A subscription field without it does not build. */
export function EveryEvent(promise: DeliveryPromise = {}): MethodDecorator & PropertyDecorator {
  const latestOf = promise.latestOf ? `, latestOf: ${JSON.stringify(promise.latestOf)}` : '';
  const per = promise.per === undefined ? '' : `, per: ${JSON.stringify(promise.per)}`;
  return Directive(`@delivery(class: "EVERY"${latestOf}${per})`);
}

/** Says in the descriptions of subscription fields what they promise. Throws with the names of those that promise nothing. */
export function describeDeliveries(schema: GraphQLSchema): void {
  const fields = Object.values(schema.getSubscriptionType()?.getFields() ?? {});
  const silent: string[] = [];
  for (const field of fields) {
    const directive = field.astNode?.directives?.find(({ name }) => name.value === 'delivery');
    if (directive) field.description = `${field.description ?? ''} ${sentenceOf(directive)}`.trim();
    else silent.push(field.name);
  }
  if (silent.length > 0)
    throw new Error(`Subscriptions that promise nothing: ${silent.join(', ')}. Add @EveryEvent() to each.`);
}

function sentenceOf({ arguments: given }: ConstDirectiveNode): string {
  const latestOf = given?.find(({ name }) => name.value === 'latestOf')?.value;
  const kinds =
    latestOf?.kind === 'ListValue' ? latestOf.values.map((kind) => 'value' in kind && kind.value) : [];
  return kinds.length === 0
    ? 'Delivery: EVERY.'
    : `Delivery: EVERY; of ${kinds.join(' and ')} events about the same thing a slow reader may get only the newest.`;
}

import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { inventoryKinds, kindTables, type InventoryKind } from '../entities/kinds.js';
import { inventoryLinks, type InventoryLink } from '../entities/links.js';
import { Storage } from '../entities/storage.js';
import { StorageLoaders } from '../loaders.js';
import type { Place } from '../services/find-linked.js';
import type { StorageParts } from '../services/parts.js';

/** A thing of an array as the resolvers of its links read it. */
type Thing = Place & Readonly<Record<string, unknown>>;
type Answer = (loaders: StorageLoaders, thing: Thing) => Promise<unknown>;

/** The class of the resolver of a kind: its storage and what it is linked to. */
function kindResolver(kind: InventoryKind): new (parts: StorageParts) => object {
  const { entity } = kindTables[kind];

  @Resolver(() => entity)
  class KindResolver {
    constructor(readonly parts: StorageParts) {}

    @FieldResolver(() => Storage, {
      nullable: true,
      description: 'The storage it is of; null when that is gone.',
    })
    storage(@Root() thing: Thing, @Ctx() context: RequestContext): Promise<Storage | null> {
      return StorageLoaders.of(this.parts, context).storage.load(thing.storageUuid);
    }
  }

  for (const link of inventoryLinks.filter(({ from }) => from === kind))
    addLink(KindResolver.prototype, link);
  return KindResolver;
}

interface ResolverWithParts {
  readonly parts: StorageParts;
}

function addLink(prototype: ResolverWithParts, link: InventoryLink): void {
  const { field, ids, many, description, value, usually } = link;
  const { entity } = kindTables[link.to];
  const placeOf = (thing: Thing): Place | undefined => {
    const nativeId = thing[value];
    return typeof nativeId === 'string' ? { storageUuid: thing.storageUuid, nativeId } : undefined;
  };
  addField(prototype, field, async (loaders, thing) => {
    const place = placeOf(thing);
    const linked = place ? await loaders.linked(link, place) : [];
    return many ? linked : (linked[0] ?? null);
  });
  const type = many ? (): [typeof entity] => [entity] : (): typeof entity => entity;
  FieldResolver(type, { nullable: !many, description })(prototype, field, descriptorOf(prototype, field));
  if (usually !== undefined)
    Directive(`@listSize(assumedSize: ${usually}, requireOneSlicingArgument: false)`)(
      prototype,
      field,
      descriptorOf(prototype, field),
    );
  if (ids === undefined) return;
  addField(prototype, ids, (loaders, thing) => loaders.linkedIds(link, thing));
  const told = { description: "The array's own ids of the same, all of them." };
  FieldResolver(() => [String], told)(prototype, ids, descriptorOf(prototype, ids));
}

function addField(prototype: ResolverWithParts, field: string, answer: Answer): void {
  Object.defineProperty(prototype, field, {
    configurable: true,
    writable: true,
    value(this: ResolverWithParts, thing: Thing, context: RequestContext): Promise<unknown> {
      return answer(StorageLoaders.of(this.parts, context), thing);
    },
  });
  Root()(prototype, field, 0);
  Ctx()(prototype, field, 1);
}

function descriptorOf(prototype: object, field: string): PropertyDescriptor {
  return Object.getOwnPropertyDescriptor(prototype, field) ?? {};
}

const classes = inventoryKinds.map(kindResolver);

/** One resolver per kind. */
export function kindResolvers(parts: StorageParts): readonly object[] {
  return classes.map((KindResolver) => new KindResolver(parts));
}

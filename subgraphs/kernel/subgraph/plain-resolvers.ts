import { isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

type FieldResolver = ReturnType<typeof getMetadataStorage>['fieldResolvers'][number];
type Root = new () => object;

/**
 * Calls the methods that resolve a field from its object and the context alone, where type-graphql would gather their
 * parameters anew for each row. Fields with arguments, a rule or a middleware keep its way, and so does an object that
 * is not of the class yet.
 */
export function callPlainResolversDirectly(
  schema: GraphQLSchema,
  instances: ReadonlyMap<unknown, object>,
): void {
  const { fieldResolvers, objectTypes } = getMetadataStorage();
  const names = new Map(objectTypes.map(({ target, name }) => [target as unknown, name]));
  for (const resolver of fieldResolvers) {
    const instance = instances.get(resolver.target);
    if (!instance || resolver.kind !== 'external') continue;
    const type = schema.getType(names.get(resolver.getObjectType?.()) ?? '');
    const field = isObjectType(type) ? type.getFields()[resolver.schemaName] : undefined;
    const direct = field?.resolve && directly(resolver, instance, field.resolve);
    if (field && direct) field.resolve = direct;
  }
}

function directly(
  { methodName, params = [], roles, middlewares = [] }: FieldResolver,
  instance: object,
  usual: GraphQLFieldResolver<unknown, unknown>,
): GraphQLFieldResolver<unknown, unknown> | undefined {
  const method: unknown = Reflect.get(instance, methodName);
  if (typeof method !== 'function' || roles !== undefined || middlewares.length > 0) return undefined;
  const places = params.toSorted((a, b) => a.index - b.index);
  const classes = new Set<Root>();
  const isRoot = places.map((param) => {
    if (param.kind === 'root' && param.propertyName === undefined) {
      if (param.getType) classes.add(param.getType() as Root);
      return true;
    }
    return param.kind === 'context' && param.propertyName === undefined ? false : undefined;
  });
  if (isRoot.includes(undefined) || places.some(({ index }, i) => index !== i)) return undefined;
  const [only, ...others] = classes;
  if (others.length > 0) return undefined;
  return (root, args, context, info): unknown =>
    only !== undefined && !(root instanceof only)
      ? usual(root, args, context, info)
      : Reflect.apply(
          method,
          instance,
          isRoot.map((is) => (is ? root : context)),
        );
}

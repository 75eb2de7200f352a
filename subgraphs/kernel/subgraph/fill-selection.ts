import {
  defaultTypeResolver,
  getArgumentValues,
  GraphQLError,
  isObjectType,
  locatedError,
  type ExecutionResult,
  type GraphQLAbstractType,
  type GraphQLObjectType,
} from 'graphql';
import { FieldInfo, pathOf, type FillOptions, type Holder, type Place } from './field-info.js';
import { Typed } from './known-entities.js';
import type { FieldPlan, SelectionPlan, ValuePlan } from './selection-plan.js';

/** Executes a planned query: the answer and its errors are those of graphql-js, without its work per row. */
export function fillSelection(plan: SelectionPlan, options: FillOptions): Promise<ExecutionResult> {
  return new Filling(options).run(plan);
}

/** How a value with fields of its own is filled. */
type ObjectPlan = ValuePlan & { readonly kind: 'object' | 'abstract' };

const noArguments = Object.freeze({});

class Filling {
  private readonly errors: GraphQLError[] = [];
  private readonly given: Readonly<Record<string, unknown>>[] = [];
  private readonly answered = Promise.withResolvers<void>();
  private waiting = 0;

  constructor(readonly options: FillOptions) {}

  async run(plan: SelectionPlan): Promise<ExecutionResult> {
    const answer: Holder = { data: { ...plan.template } };
    const place: Place = { parent: undefined, holder: answer, key: 'data', nullable: true };
    if (!this.fill(plan.fields, undefined, answer['data'] as Holder, place)) answer['data'] = null;
    if (this.waiting > 0) await this.answered.promise;
    const data = answer['data'] as Record<string, unknown> | null;
    return this.errors.length === 0 ? { data } : { errors: this.errors, data };
  }

  /** Fills an object; false when it cannot be, because a field that must not be null is. */
  private fill(fields: readonly FieldPlan[], source: unknown, holder: Holder, place: Place): boolean {
    for (const field of fields) {
      let value: unknown;
      try {
        value = this.valueOf(field, source, place);
      } catch (error) {
        if (!this.failed(error, field.value, field, holder, field.key, place)) return false;
        continue;
      }
      if (isPromise(value)) this.await(value, field.value, field, holder, field.key, place);
      else if (!this.complete(value, field.value, field, holder, field.key, place)) return false;
    }
    return true;
  }

  private valueOf(field: FieldPlan, source: unknown, place: Place): unknown {
    const { definition, resolve } = field;
    if (resolve) {
      const info = new FieldInfo(field, this.options, place);
      return resolve(source, this.argumentsOf(field), this.options.context, info);
    }
    if (typeof source !== 'object' || source === null) return undefined;
    const value = (source as Record<string, unknown>)[definition.name];
    if (typeof value !== 'function') return value;
    const info = new FieldInfo(field, this.options, place);
    return Reflect.apply(value, source, [this.argumentsOf(field), this.options.context, info]);
  }

  /** The arguments of a field are the same for all rows. */
  private argumentsOf(field: FieldPlan): Readonly<Record<string, unknown>> {
    const { index, definition, nodes } = field;
    const [node] = nodes;
    if (definition.args.length === 0 || !node) return noArguments;
    return (this.given[index] ??=
      this.fromVariables(field) ?? getArgumentValues(definition, node, { ...this.options.variables }));
  }

  /** Variables are of the types of their arguments, but for null and nothing, which mean more than one thing. */
  private fromVariables({ variables }: FieldPlan): Readonly<Record<string, unknown>> | undefined {
    if (!variables) return undefined;
    const values: Record<string, unknown> = {};
    for (const [argument, variable] of variables) {
      const value = this.options.variables[variable];
      if (value === undefined || value === null) return undefined;
      values[argument] = value;
    }
    return values;
  }

  /** Writes what a value becomes; false when null stands where it must not. */
  private complete(
    value: unknown,
    plan: ValuePlan,
    field: FieldPlan,
    holder: Holder,
    key: string | number,
    place: Place,
  ): boolean {
    if (value instanceof Error) return this.failed(value, plan, field, holder, key, place);
    if (value === null || value === undefined) {
      holder[key] = null;
      return plan.nullable || this.failed(missing(field), plan, field, holder, key, place);
    }
    try {
      switch (plan.kind) {
        case 'leaf': {
          const written: unknown = plan.type.serialize(value);
          if (written == null)
            throw new Error(`\`${plan.type.name}.serialize\` gave nothing to show for a value.`);
          holder[key] = written;
          return true;
        }
        case 'list':
          return this.completeList(value, plan, field, holder, key, place);
        case 'object':
          return this.completeObject(value, plan.type, plan, field, holder, key, place);
        case 'abstract':
          return this.completeAbstract(value, plan, field, holder, key, place);
      }
    } catch (error) {
      return this.failed(error, plan, field, holder, key, place);
    }
  }

  private completeList(
    value: unknown,
    plan: ValuePlan & { readonly kind: 'list' },
    field: FieldPlan,
    holder: Holder,
    key: string | number,
    place: Place,
  ): boolean {
    if (typeof value !== 'object' || value === null || !(Symbol.iterator in value))
      throw new GraphQLError(
        `Expected Iterable, but did not find one for field "${field.parentType.name}.${field.definition.name}".`,
      );
    const items: unknown[] = [];
    const own: Place = { parent: place, holder, key, nullable: plan.nullable };
    const at = items as unknown as Holder;
    holder[key] = items;
    let i = 0;
    let whole = true;
    for (const item of value as Iterable<unknown>) {
      items.push(null);
      if (isPromise(item)) this.await(item, plan.item, field, at, i, own);
      // What comes behind a failure is only waited for, so that no rejection is left to nobody.
      else if (whole) whole = this.complete(item, plan.item, field, at, i, own);
      i++;
    }
    return whole || this.nulled(plan, holder, key);
  }

  private completeObject(
    value: unknown,
    type: GraphQLObjectType,
    plan: ObjectPlan,
    field: FieldPlan,
    holder: Holder,
    key: string | number,
    place: Place,
  ): boolean {
    if (!type.isTypeOf) return this.fillNew(value, type, plan, holder, key, place);
    const isType = type.isTypeOf(value, this.options.context, new FieldInfo(field, this.options, place));
    const checked = (is: boolean): boolean => {
      if (!is) throw new GraphQLError(`Expected value of type "${type.name}" but got another.`);
      return this.fillNew(value, type, plan, holder, key, place);
    };
    if (!isPromise(isType)) return checked(isType);
    this.later(isType, (is) => checked(is as boolean), plan, field, holder, key, place);
    return true;
  }

  private fillNew(
    value: unknown,
    type: GraphQLObjectType,
    plan: ObjectPlan,
    holder: Holder,
    key: string | number,
    place: Place,
  ): boolean {
    const selection = plan.kind === 'object' ? plan.selection() : plan.selection(type);
    const { usual } = selection;
    const begun = usual?.begin(value);
    const object: Holder = begun ?? { ...selection.template };
    holder[key] = object;
    const fields = usual && begun ? usual.rest : selection.fields;
    if (fields.length === 0) return true;
    const own: Place = { parent: place, holder, key, nullable: plan.nullable };
    return this.fill(fields, value, object, own) || this.nulled(plan, holder, key);
  }

  private completeAbstract(
    value: unknown,
    plan: ValuePlan & { readonly kind: 'abstract' },
    field: FieldPlan,
    holder: Holder,
    key: string | number,
    place: Place,
  ): boolean {
    if (value instanceof Typed) return this.completeTyped(value, plan, field, holder, key, place);
    const { type } = plan;
    const info = new FieldInfo(field, this.options, place);
    const name = (type.resolveType ?? defaultTypeResolver)(value, this.options.context, info, type);
    if (!isPromise(name))
      return this.completeObject(value, this.runtimeType(type, name), plan, field, holder, key, place);
    const known = (given: unknown): boolean =>
      this.completeObject(value, this.runtimeType(type, given), plan, field, holder, key, place);
    this.later(name, known, plan, field, holder, key, place);
    return true;
  }

  private completeTyped(
    { type: { name }, value }: Typed,
    plan: ValuePlan & { readonly kind: 'abstract' },
    field: FieldPlan,
    holder: Holder,
    key: string | number,
    place: Place,
  ): boolean {
    const known = plan.as(this.runtimeType(plan.type, name));
    if (!isPromise(value)) return this.complete(value, known, field, holder, key, place);
    this.await(value, known, field, holder, key, place);
    return true;
  }

  private runtimeType(type: GraphQLAbstractType, name: unknown): GraphQLObjectType {
    const found = typeof name === 'string' ? this.options.schema.getType(name) : undefined;
    if (!isObjectType(found) || !this.options.schema.isSubType(type, found))
      throw new GraphQLError(
        `Abstract type "${type.name}" must resolve to one of its object types, not ${typeof name === 'string' ? `"${name}"` : String(name)}.`,
      );
    return found;
  }

  /** A value that is still on its way. */
  private await(
    promise: PromiseLike<unknown>,
    plan: ValuePlan,
    field: FieldPlan,
    holder: Holder,
    key: string | number,
    place: Place,
  ): void {
    this.later(
      promise,
      (value) => this.complete(value, plan, field, holder, key, place),
      plan,
      field,
      holder,
      key,
      place,
    );
  }

  private later(
    promise: PromiseLike<unknown>,
    then: (value: unknown) => boolean,
    plan: { readonly nullable: boolean },
    field: FieldPlan,
    holder: Holder,
    key: string | number,
    place: Place,
  ): void {
    this.waiting++;
    const settle = (written: boolean): void => {
      if (!written) this.nullAbove(place);
      if (--this.waiting === 0) this.answered.resolve();
    };
    const refuse = (error: unknown): void => settle(this.failed(error, plan, field, holder, key, place));
    promise.then((value) => {
      let written: boolean;
      try {
        written = then(value);
      } catch (error) {
        refuse(error);
        return;
      }
      settle(written);
    }, refuse);
  }

  /** Notes an error of a field; false when null must not stand in its place. */
  private failed(
    error: unknown,
    plan: { readonly nullable: boolean },
    field: FieldPlan,
    holder: Holder,
    key: string | number,
    place: Place,
  ): boolean {
    this.errors.push(locatedError(error, [...field.nodes], [...pathOf(place), key]));
    return this.nulled(plan, holder, key);
  }

  private nulled(
    { nullable }: { readonly nullable: boolean },
    holder: Holder,
    key: string | number,
  ): boolean {
    holder[key] = null;
    return nullable;
  }

  /** Null takes the place of the nearest object or list around that may be null. */
  private nullAbove(from: Place): void {
    let place: Place | undefined = from;
    while (place && !place.nullable) place = place.parent;
    if (place) place.holder[place.key] = null;
  }
}

function missing({ parentType, definition }: FieldPlan): Error {
  return new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`);
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}

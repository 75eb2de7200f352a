import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  parse,
  validate,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { Choices } from './choices.js';

/** An operation and its variables. */
export interface Operation {
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const deepest = 5;
/** Besides the names of fields, what clients call things. */
const aliases = ['a', 'b', '__typename', 'id', 'code', 'representations'];

/** Draws an operation that is valid for the schema. */
export function drawOperation(
  schema: GraphQLSchema,
  numbers: readonly number[],
  deferring = false,
): Operation {
  for (const withAliases of [true, false]) {
    const drawn = new OperationDrawing(schema, new Choices(numbers), withAliases, deferring).draw();
    if (validate(schema, parse(drawn.source)).length === 0) return drawn;
  }
  return { source: '{ __typename }', variables: {} };
}

class OperationDrawing {
  private readonly variables = new Map<string, { readonly type: string; readonly value: unknown }>();
  private readonly fragments: string[] = [];
  private readonly names: readonly string[];

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly choices: Choices,
    private readonly withAliases: boolean,
    private readonly deferring: boolean,
  ) {
    this.names = [
      ...aliases,
      ...Object.values(schema.getTypeMap()).flatMap((type) =>
        isObjectType(type) && !type.name.startsWith('__') ? Object.keys(type.getFields()) : [],
      ),
    ];
  }

  draw(): Operation {
    const mutation = this.schema.getMutationType();
    const root = mutation && this.choices.chance(25) ? mutation : this.schema.getQueryType();
    if (!root) throw new Error('The schema has no query type.');
    const kind = root === mutation ? 'mutation' : 'query';
    const selection = this.selection(root, 0);
    const declared = [...this.variables].map(([name, { type }]) => `$${name}: ${type}`).join(', ');
    const source = [`${kind} Drawn${declared ? `(${declared})` : ''} ${selection}`, ...this.fragments].join(
      '\n',
    );
    const given = [...this.variables].filter(([, { value }]) => value !== undefined);
    return { source, variables: Object.fromEntries(given.map(([name, { value }]) => [name, value])) };
  }

  private selection(type: GraphQLCompositeType, depth: number): string {
    const parts = Array.from({ length: 1 + this.choices.below(depth === 0 ? 3 : 4) }, () =>
      this.part(type, depth),
    );
    return `{ ${parts.join(' ')} }`;
  }

  private part(type: GraphQLCompositeType, depth: number): string {
    const { choices } = this;
    if (depth > 0 && (choices.chance(isAbstractType(type) ? 50 : 10) || !('getFields' in type)))
      return this.fragment(type, depth);
    if (choices.chance(8)) return `${this.alias()}__typename`;
    const fields = Object.values(
      (type as { getFields(): Record<string, GraphQLField<unknown, unknown>> }).getFields(),
    );
    const usable = fields.filter((field) => depth < deepest || isLeafType(getNamedType(field.type)));
    return usable.length > 0 ? this.field(choices.pick(usable), depth) : '__typename';
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const { choices } = this;
    const argument = field.args.length > 0 && choices.chance(60) ? `(n: ${this.number()})` : '';
    const type = getNamedType(field.type);
    const below = isCompositeType(type) ? ` ${this.selection(type, depth + 1)}` : '';
    return `${this.alias()}${field.name}${argument}${this.condition()}${below}`;
  }

  private fragment(type: GraphQLCompositeType, depth: number): string {
    const { choices } = this;
    const conditions = isAbstractType(type)
      ? [...this.schema.getPossibleTypes(type), type, ...this.overlapping(type)]
      : [type, ...('getInterfaces' in type ? type.getInterfaces() : [])];
    const on = choices.pick(conditions);
    const selection = this.selection(on, depth + (isAbstractType(on) ? 1 : 0));
    if (!choices.chance(30))
      return `... ${choices.chance(15) && on === type ? '' : `on ${on.name}`}${this.condition()}${this.defer()} ${selection}`;
    const name = `F${this.fragments.length}`;
    this.fragments.push(`fragment ${name} on ${on.name} ${selection}`);
    return `...${name}${this.condition()}${this.defer()}`;
  }

  /** Interfaces that some type of an abstract type implements as well. */
  private overlapping(type: GraphQLCompositeType): GraphQLCompositeType[] {
    return Object.values(this.schema.getTypeMap()).filter(
      (other): other is GraphQLCompositeType & { name: string } =>
        isInterfaceType(other) &&
        isAbstractType(type) &&
        this.schema.getPossibleTypes(type).some((object) => this.schema.isSubType(other, object)),
    );
  }

  private alias(): string {
    return this.withAliases && this.choices.chance(25) ? `${this.choices.pick(this.names)}: ` : '';
  }

  private defer(): string {
    if (!this.deferring || !this.choices.chance(40)) return '';
    return this.choices.chance(20) ? ` @defer(if: $${this.variable('Boolean!', true)})` : ' @defer';
  }

  private number(): string {
    const { choices } = this;
    if (!choices.chance(30)) return String(1 + choices.below(3));
    return `$${this.variable('Int', choices.pick([2, 3, null, undefined]))}`;
  }

  private condition(): string {
    const { choices } = this;
    if (!choices.chance(12)) return '';
    const name = choices.pick(['skip', 'include']);
    if (choices.chance(30)) return ` @${name}(if: ${choices.pick(['true', 'false'])})`;
    return ` @${name}(if: $${this.variable('Boolean!', choices.chance(50))})`;
  }

  private variable(type: string, value: unknown): string {
    const withDefault = type === 'Int' && this.choices.chance(40) ? ' = 3' : '';
    const known = [...this.variables].find(([, variable]) => variable.type === type + withDefault);
    if (known && this.choices.chance(50)) return known[0];
    const name = `v${this.variables.size}`;
    this.variables.set(name, { type: type + withDefault, value });
    return name;
  }
}

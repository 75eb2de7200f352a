import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { AnswerObject } from '../execution/positions.js';
import { readValue, representationOf } from '../execution/representations.js';
import { rewrite } from '../execution/rewrites.js';
import { isNameOfObjects, isOfType } from '../execution/type-conditions.js';
import {
  isName,
  property,
  readProperty,
  type Generate,
} from '../../../subgraphs/kernel/subgraph/code-generation.js';
import { plainQuoted, quoted } from './json-texts.js';

/** Reads what a subgraph is told of an entity, undefined where an input is not there. */
export interface RepresentationReader {
  /** What equal representations have in common and others not: their only key where that is a text, else all of it. */
  key(entity: Readonly<AnswerObject>, plain: boolean): string | undefined;
  /** As JSON. `plain` says that no text needs an escape. */
  text(entity: Readonly<AnswerObject>, plain: boolean): string | undefined;
  /** As an object, for subgraphs of this process. */
  object(entity: Readonly<AnswerObject>): AnswerObject | undefined;
}

type Field = Extract<QueryPlanSelectionNode, { readonly kind: 'Field' }>;
type Text = RepresentationReader['text'];

/** The reader of a fetch: for each type of entity the inputs are laid out once. */
export function representationReader(
  schema: GraphQLSchema,
  { requires = [], inputRewrites }: FetchNode,
  generate: Generate | undefined,
): RepresentationReader {
  const object: RepresentationReader['object'] = (entity) => {
    const representation = representationOf(schema, entity, requires);
    rewrite(schema, inputRewrites, representation);
    return representation;
  };
  const anyText: Text = (entity) => {
    const representation = object(entity);
    return representation && JSON.stringify(representation);
  };
  const texts = new Map<unknown, Text>();
  const textFor = (typename: string): Text => {
    const fields = inputRewrites?.length ? undefined : laidOut(schema, requires, typename);
    return fields ? typeText(schema, typename, fields, generate) : anyText;
  };
  const text: Text = (entity, plain) => {
    const typename = entity['__typename'];
    let known = texts.get(typename);
    if (!known) {
      known = typeof typename === 'string' && schema.getType(typename) ? textFor(typename) : anyText;
      // What no type is named like is not remembered: subgraphs could fill the memory with it.
      if (known !== anyText || typename === undefined) texts.set(typename, known);
    }
    return known(entity, plain);
  };
  const only = inputRewrites?.length ? undefined : onlyKey(schema, requires);
  if (!only) return { object, text, key: text };
  const { typename, planned } = only;
  return {
    object,
    text,
    key: (entity, plain) => {
      const value = entity[planned];
      // A whole representation begins with a brace, so no key may.
      const isKey = typeof value === 'string' && value.charCodeAt(0) !== 0x7b;
      return isKey && entity['__typename'] === typename ? value : text(entity, plain);
    },
  };
}

/** The input that alone tells the entities of a fetch apart, where all are of one type. */
function onlyKey(
  schema: GraphQLSchema,
  [input, another]: readonly QueryPlanSelectionNode[],
): { readonly typename: string; readonly planned: string } | undefined {
  if (another || input?.kind !== 'InlineFragment' || !isNameOfObjects(schema, input.typeCondition))
    return undefined;
  const typename = input.typeCondition ?? '';
  const fields = laidOut(schema, [input], typename) ?? [];
  const [key, second] = fields.filter(({ name }) => name !== '__typename');
  const planned = key?.alias ?? key?.name;
  if (planned === undefined || second || fields.length !== 2 || key?.selections) return undefined;
  return planned in Object.prototype ? undefined : { typename, planned };
}

/** The inputs of entities of one type in their order; undefined where two of them would have to be merged. */
function laidOut(
  schema: GraphQLSchema,
  inputs: readonly QueryPlanSelectionNode[],
  typename: string,
): Field[] | undefined {
  const fields = new Map<string, Field>();
  const pending = [...inputs];
  for (let input = pending.shift(); input; input = pending.shift()) {
    if (input.kind === 'InlineFragment') {
      if (input.typeCondition === undefined || isOfType(schema, typename, input.typeCondition))
        pending.unshift(...input.selections);
      continue;
    }
    const same = fields.get(input.name);
    if (same && (same.selections || input.selections || same.alias !== input.alias)) return undefined;
    fields.set(input.name, same ?? input);
  }
  return [...fields.values()];
}

function typeText(
  schema: GraphQLSchema,
  typename: string,
  fields: readonly Field[],
  generate: Generate | undefined,
): Text {
  // A type alone names no entity.
  if (fields.length < 2 || !fields.some(({ name }) => name === '__typename')) return () => undefined;
  const constant = JSON.stringify(typename);
  const parts = fields.map(({ name, alias, selections }, index) => ({
    before: `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`,
    planned: alias ?? name,
    read: selections && ((value: unknown): unknown => readValue(schema, value, selections)),
  }));
  if (generate && parts.every(({ planned }) => isName(planned))) {
    const lines = parts.flatMap(({ planned, before, read }, index) => {
      if (planned === '__typename') return [`text += ${JSON.stringify(before + constant)};`];
      const value = readProperty('entity', planned);
      return [
        `value = ${read ? `read[${index}](${value})` : value};`,
        'if (value === undefined) return undefined;',
        `text += ${JSON.stringify(before)} + (typeof value === "string" && plain ? '"' + value + '"' : json(value));`,
      ];
    });
    const body = `return (entity, plain) => { let text = "", value; ${lines.join('\n')} return text + "}"; };`;
    const make = generate(['json', 'read'], body) as (...given: unknown[]) => Text;
    return make(
      json,
      parts.map(({ read }) => read),
    );
  }
  return (entity, plain) => {
    let text = '';
    for (const { before, planned, read } of parts) {
      const known = property(entity, planned);
      const value = read ? read(known) : known;
      if (value === undefined) return undefined;
      text += before + (typeof value === 'string' && plain ? plainQuoted(value) : json(value));
    }
    return `${text}}`;
  };
}

function json(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}

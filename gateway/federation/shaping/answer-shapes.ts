import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { SelectionShape } from './selection-shape.js';

const mostShapes = 32;

/** The shapes of one operation's answers: one for each way its conditions can be decided. */
export class AnswerShapes {
  private readonly shapes = new LRUCache<string, SelectionShape>({ max: mostShapes });
  private readonly fragments = new Map<string, FragmentDefinitionNode>();

  constructor(
    private readonly schema: GraphQLSchema,
    readonly document: DocumentNode,
    private readonly definition: OperationDefinitionNode,
    private readonly conditions: readonly string[],
    private readonly clientName: (planned: string) => string,
  ) {
    for (const part of document.definitions)
      if (part.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(part.name.value, part);
  }

  /** The shape under these variables. */
  under(variables: Readonly<Record<string, unknown>>): SelectionShape {
    const key = this.conditions.map((name) => (variables[name] === true ? '1' : '0')).join('');
    const known = this.shapes.get(key);
    if (known) return known;
    const { schema, fragments, clientName } = this;
    const decided = Object.fromEntries(this.conditions.map((name) => [name, variables[name]]));
    const source = { schema, fragments, variables: decided, clientName };
    const shape = new SelectionShape(source, [this.definition.selectionSet]);
    this.shapes.set(key, shape);
    return shape;
  }
}

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

  /** The shapes of a part of the operation, a document of its own with the same fragments and conditions. */
  ofPart(document: DocumentNode): AnswerShapes {
    const definition = document.definitions.find((part) => part.kind === Kind.OPERATION_DEFINITION);
    if (!definition) throw new Error('A part of an operation has no operation.');
    return new AnswerShapes(this.schema, document, definition, this.conditions, this.clientName);
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

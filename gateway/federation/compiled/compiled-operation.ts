import type { PlanNode } from '@apollo/query-planner';
import type { GraphQLCompositeType } from 'graphql';
import type { SelectionShape } from '../shaping/selection-shape.js';
import type { ReadSupergraph } from '../supergraph/read-supergraph.js';
import { AnswerWriter } from './answer-writer.js';
import type { Generate } from '../../../subgraphs/kernel/subgraph/code-generation.js';
import { compilePlan, type CompiledStep } from './compiled-plan.js';
import { placedFetches, sharingOf, type Sharing } from './sharing.js';

/** What is compiled of an operation, when it is first executed. It is kept with the operation's plan. */
export class CompiledOperation {
  private readonly sharing: Sharing;
  private readonly writers = new WeakMap<SelectionShape, AnswerWriter>();
  /** Runs the plan. */
  readonly run: CompiledStep;

  constructor(
    private readonly supergraph: ReadSupergraph,
    node: PlanNode | undefined,
    private readonly generate: Generate | undefined,
  ) {
    this.sharing = sharingOf(placedFetches(node));
    this.run = node
      ? compilePlan({ schema: supergraph.plannedSchema, sharing: this.sharing, generate }, node)
      : () => undefined;
  }

  /** Writes answers of one shape. */
  writer(shape: SelectionShape, root: GraphQLCompositeType): AnswerWriter {
    const known = this.writers.get(shape);
    if (known) return known;
    const { generate, sharing } = this;
    const made = new AnswerWriter({
      schema: this.supergraph.apiSchema,
      shape,
      root,
      shared: sharing.shared,
      generate,
    });
    this.writers.set(shape, made);
    return made;
  }
}

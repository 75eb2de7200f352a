import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Action } from '../entities/action.js';
import { deleteAction } from '../services/delete-work.js';
import { findWork } from '../services/find-work.js';
import { listWork, WorkOrder } from '../services/list-work.js';
import type { MetadataParts } from '../services/parts.js';
import { createWork, replaceWork, updateWork } from '../services/put-work.js';
import { toAction } from '../services/work-entities.js';
import { actionKind } from '../services/work-kind.js';
import { actionRules } from '../services/work-rules.js';
import { MarkedPageArgs } from './connections.js';
import { requiredDocumentOf } from './document-input.js';
import {
  ChangeActionInput,
  CreateActionInput,
  ActionFilter,
  ActionLocatorInput,
  ReplaceActionInput,
} from './action.inputs.js';
import { ActionConnection, entityPage } from './work-connections.js';
import { locatorOf, workFilterOf } from './work-inputs.js';
import { ActionPayload, DeleteActionPayload, ReplaceActionPayload } from './work-payloads.js';

/** Queries and mutations of actions. */
@Resolver(() => Action)
export class ActionResolver {
  constructor(private readonly parts: MetadataParts) {}

  @Access('viewer')
  @Query(() => ActionConnection, {
    nullable: true,
    description: 'Actions, in the order of their creation unless told otherwise.',
  })
  async actions(
    @Args() page: MarkedPageArgs,
    @Arg('filter', () => ActionFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: ActionFilter | null,
    @Arg('orderBy', () => WorkOrder, { nullable: true, description: 'The order; INSERTED_ASC when absent.' })
    orderBy: WorkOrder | null,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionObject<Action>> {
    const wish = {
      ...workFilterOf(filter),
      columns: { action: filter?.action, mode: filter?.mode },
    };
    const rows = await listWork(
      this.parts.store.sql,
      { kind: actionKind, filter: wish, orderBy, page },
      context.viewer,
    );
    return ActionConnection.of(entityPage(rows, toAction));
  }

  @Access('viewer')
  @Query(() => Action, { nullable: true, description: 'One action; null when there is none you may see.' })
  async action(
    @Arg('id', () => ID, { nullable: true, description: 'Its global id.' }) id: string | null,
    @Arg('actionId', () => String, { nullable: true, description: 'Its action id.' }) actionId: string | null,
    @Arg('userId', () => String, {
      nullable: true,
      description: 'Its user, where several have one of the same id.',
    })
    userId: string | null,
    @Arg('tenantId', () => String, { nullable: true, description: 'Its tenant (legacy: project).' })
    tenantId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<Action | null> {
    const locator = locatorOf({ id, userId, tenantId }, actionId);
    const row = await findWork(this.parts.store.sql, actionKind, locator, context.viewer);
    return row ? toAction(row) : null;
  }

  @Access('operator')
  @Mutation(() => ActionPayload, {
    nullable: true,
    description: 'Creates an action for who asks. CONFLICT when the id it brings is taken.',
  })
  async createAction(
    @Arg('input', () => CreateActionInput, { description: 'The action.' }) input: CreateActionInput,
    @Ctx() context: RequestContext,
  ): Promise<ActionPayload> {
    const { value } = requiredDocumentOf(input, this.parts.documentBytes);
    return { action: toAction(await createWork(this.parts, actionRules, value, context.viewer)) };
  }

  @Access('operator')
  @Mutation(() => ActionPayload, {
    nullable: true,
    description: 'Puts members into an action; those of freezer_action one by one.',
  })
  async updateAction(
    @Arg('input', () => ChangeActionInput, { description: 'The change.' }) input: ChangeActionInput,
    @Ctx() context: RequestContext,
  ): Promise<ActionPayload> {
    const { value } = requiredDocumentOf(input, this.parts.documentBytes);
    const locator = locatorOf(input, input.actionId);
    return { action: toAction(await updateWork(this.parts, actionRules, locator, value, context.viewer)) };
  }

  @Access('operator')
  @Mutation(() => ReplaceActionPayload, {
    nullable: true,
    description: 'Puts a whole action in the place of the one of this id, or creates it.',
  })
  async replaceAction(
    @Arg('input', () => ReplaceActionInput, { description: 'The action.' }) input: ReplaceActionInput,
    @Ctx() context: RequestContext,
  ): Promise<ReplaceActionPayload> {
    const { value } = requiredDocumentOf(input, this.parts.documentBytes);
    const locator = { userId: input.userId, tenantId: input.tenantId, nativeId: input.actionId };
    const { row, created } = await replaceWork(this.parts, actionRules, locator, value, context.viewer);
    return { action: toAction(row), created };
  }

  @Access('operator')
  @Mutation(() => DeleteActionPayload, {
    nullable: true,
    description: 'Removes an action for good. No error when there is none.',
  })
  async deleteAction(
    @Arg('input', () => ActionLocatorInput, { description: 'Which one.' }) input: ActionLocatorInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteActionPayload> {
    const gone = await deleteAction(this.parts, locatorOf(input, input.actionId), context.viewer);
    return { deleted: gone !== undefined, id: gone ? toAction(gone).id : null };
  }
}

import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Session } from '../entities/session.js';
import { deleteSession } from '../services/delete-work.js';
import { findWork } from '../services/find-work.js';
import { listWork, WorkOrder } from '../services/list-work.js';
import type { MetadataParts } from '../services/parts.js';
import { createWork, replaceWork, updateWork } from '../services/put-work.js';
import { toSession } from '../services/work-entities.js';
import { sessionKind } from '../services/work-kind.js';
import { sessionRules } from '../services/work-rules.js';
import { MarkedPageArgs } from './connections.js';
import { requiredDocumentOf } from './document-input.js';
import {
  ChangeSessionInput,
  CreateSessionInput,
  SessionFilter,
  SessionLocatorInput,
  ReplaceSessionInput,
} from './session.inputs.js';
import { SessionConnection, entityPage } from './work-connections.js';
import { locatorOf, workFilterOf } from './work-inputs.js';
import { SessionPayload, DeleteSessionPayload, ReplaceSessionPayload } from './work-payloads.js';

/** Queries and mutations of sessions. */
@Resolver(() => Session)
export class SessionResolver {
  constructor(private readonly parts: MetadataParts) {}

  @Access('viewer')
  @Query(() => SessionConnection, {
    nullable: true,
    description: 'Sessions, in the order of their creation unless told otherwise.',
  })
  async sessions(
    @Args() page: MarkedPageArgs,
    @Arg('filter', () => SessionFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: SessionFilter | null,
    @Arg('orderBy', () => WorkOrder, { nullable: true, description: 'The order; INSERTED_ASC when absent.' })
    orderBy: WorkOrder | null,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionObject<Session>> {
    const wish = {
      ...workFilterOf(filter),
      columns: { status: filter?.status, result: filter?.result },
    };
    const rows = await listWork(
      this.parts.store.sql,
      { kind: sessionKind, filter: wish, orderBy, page },
      context.viewer,
    );
    return SessionConnection.of(entityPage(rows, toSession));
  }

  @Access('viewer')
  @Query(() => Session, { nullable: true, description: 'One session; null when there is none you may see.' })
  async session(
    @Arg('id', () => ID, { nullable: true, description: 'Its global id.' }) id: string | null,
    @Arg('sessionId', () => String, { nullable: true, description: 'Its session id.' }) sessionId:
      | string
      | null,
    @Arg('userId', () => String, {
      nullable: true,
      description: 'Its user, where several have one of the same id.',
    })
    userId: string | null,
    @Arg('tenantId', () => String, { nullable: true, description: 'Its tenant (legacy: project).' })
    tenantId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<Session | null> {
    const locator = locatorOf({ id, userId, tenantId }, sessionId);
    const row = await findWork(this.parts.store.sql, sessionKind, locator, context.viewer);
    return row ? toSession(row) : null;
  }

  @Access('operator')
  @Mutation(() => SessionPayload, {
    nullable: true,
    description: 'Creates a session for who asks. CONFLICT when the id it brings is taken.',
  })
  async createSession(
    @Arg('input', () => CreateSessionInput, { description: 'The session.' }) input: CreateSessionInput,
    @Ctx() context: RequestContext,
  ): Promise<SessionPayload> {
    const { value } = requiredDocumentOf(input, this.parts.documentBytes);
    return { session: toSession(await createWork(this.parts, sessionRules, value, context.viewer)) };
  }

  @Access('operator')
  @Mutation(() => SessionPayload, {
    nullable: true,
    description: 'Puts members into a session; those of its schedule one by one.',
  })
  async updateSession(
    @Arg('input', () => ChangeSessionInput, { description: 'The change.' }) input: ChangeSessionInput,
    @Ctx() context: RequestContext,
  ): Promise<SessionPayload> {
    const { value } = requiredDocumentOf(input, this.parts.documentBytes);
    const locator = locatorOf(input, input.sessionId);
    return { session: toSession(await updateWork(this.parts, sessionRules, locator, value, context.viewer)) };
  }

  @Access('operator')
  @Mutation(() => ReplaceSessionPayload, {
    nullable: true,
    description: 'Puts a whole session in the place of the one of this id, or creates it.',
  })
  async replaceSession(
    @Arg('input', () => ReplaceSessionInput, { description: 'The session.' }) input: ReplaceSessionInput,
    @Ctx() context: RequestContext,
  ): Promise<ReplaceSessionPayload> {
    const { value } = requiredDocumentOf(input, this.parts.documentBytes);
    const locator = { userId: input.userId, tenantId: input.tenantId, nativeId: input.sessionId };
    const { row, created } = await replaceWork(this.parts, sessionRules, locator, value, context.viewer);
    return { session: toSession(row), created };
  }

  @Access('operator')
  @Mutation(() => DeleteSessionPayload, {
    nullable: true,
    description: 'Removes a session for good. No error when there is none.',
  })
  async deleteSession(
    @Arg('input', () => SessionLocatorInput, { description: 'Which one.' }) input: SessionLocatorInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteSessionPayload> {
    const gone = await deleteSession(this.parts, locatorOf(input, input.sessionId), context.viewer);
    return { deleted: gone !== undefined, id: gone ? toSession(gone).id : null };
  }
}

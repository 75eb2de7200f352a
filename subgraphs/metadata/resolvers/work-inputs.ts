import { Field, InputType, registerEnumType } from 'type-graphql';
import { DateTime } from '../../../schema/scalars/scalars.js';
import type { WorkLocator } from '../services/find-work.js';
import { WorkOrder, type WorkFilter } from '../services/list-work.js';
import { BackupSearchInput, searchOf } from './search-input.js';

registerEnumType(WorkOrder, {
  name: 'WorkOrder',
  description: 'The order of a list of actions, jobs or sessions.',
  valuesConfig: {
    INSERTED_ASC: { description: 'In the order of their creation.' },
    INSERTED_DESC: { description: 'The last created first.' },
  },
});

/** What lists of actions, jobs and sessions are all narrowed by. */
@InputType({ description: 'What a list is narrowed to; everything given must hold.' })
export abstract class WorkFilterInput {
  @Field(() => String, { nullable: true, description: 'Id of the user who created it.' })
  userId?: string | null;

  @Field(() => String, { nullable: true, description: 'Tenant (legacy: project) it belongs to.' })
  tenantId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Created at this time or later.' })
  createdFrom?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Created at this time or earlier.' })
  createdTo?: Date | null;

  @Field(() => BackupSearchInput, { nullable: true, description: 'A search over the documents.' })
  search?: BackupSearchInput | null;
}

/** The part of a filter that all lists have. */
export function workFilterOf(input: WorkFilterInput | null): WorkFilter {
  const { userId, tenantId, createdFrom, createdTo, search } = input ?? {};
  return { userId, tenantId, createdFrom, createdTo, search: searchOf(search) };
}

/** The locator an input stands for. */
export function locatorOf(
  { id, userId, tenantId }: Omit<WorkLocator, 'nativeId'>,
  nativeId: string | null | undefined,
): WorkLocator {
  return { id, userId, tenantId, nativeId };
}

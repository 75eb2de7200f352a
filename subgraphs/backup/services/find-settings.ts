import { sql } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { Sql } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { Credential } from '../entities/credential.js';
import { MailingList } from '../entities/mailing-list.js';
import type { NamedFilter, NamedOrder, NamedOrderField } from '../resolvers/setting.inputs.js';
import { guidIn, listPage, objectsByGuid, type ListKind } from './list-page.js';
import { commonWall, textIs } from './policy-sources.js';

const byName = {
  orders: {
    NAME: { expression: sql`t.name`, type: 'text' },
    CREATED_AT: { expression: sql`t.created_at`, type: 'timestamptz' },
  },
  usual: { field: 'NAME', direction: 'ASC' },
} as const;

/** Mailing lists. */
export const mailingLists: ListKind<MailingList, NamedOrderField> = {
  entity: MailingList,
  from: sql`backup.mailing_list t`,
  ...byName,
};

/** Credentials of machines. */
export const credentials: ListKind<Credential, NamedOrderField> = {
  entity: Credential,
  from: sql`backup.credential t`,
  ...byName,
};

/** A page of them by name. They belong to no tenant, so one who is confined sees none. */
export function listSettings<T extends object>(
  handle: Sql,
  kind: ListKind<T, NamedOrderField>,
  viewer: Viewer,
  page: PageArgs,
  filter: NamedFilter | null | undefined,
  orderBy: NamedOrder | null | undefined,
): Promise<Page<T>> {
  const where = [commonWall(viewer), guidIn('t.guid', filter?.guids), textIs('t.name', filter?.name)];
  return listPage(handle, kind, { page, orderBy, where });
}

/** Those of these GUIDs. */
export function settingsByGuid<T extends object>(
  handle: Sql,
  kind: ListKind<T, NamedOrderField>,
  viewer: Viewer,
  guids: readonly string[],
): Promise<ReadonlyMap<string, T>> {
  return objectsByGuid(handle, kind, guids, commonWall(viewer));
}

import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { pageRequest, writeCursor } from '../../kernel/database/keyset.js';

/** A page of a list that is in memory because its far side gives it only as a whole; `keyOf` names an item's place. */
export function pageOfList<T>(
  items: readonly T[],
  args: PageArgs,
  keyOf: (item: T) => string | number,
): Page<T> {
  const request = pageRequest(args, 1);
  const keys = items.map(keyOf);
  const placeOf = (cursor: readonly unknown[] | undefined): number =>
    cursor ? keys.findIndex((key) => key === cursor[0]) : -1;
  const after = placeOf(request.after);
  const before = placeOf(request.before);
  const start = after < 0 ? 0 : after + 1;
  const end = before < 0 ? items.length : before;
  const { from, to } = request.backward
    ? {
        from: Math.max(start, end - request.offset - request.limit),
        to: Math.max(start, end - request.offset),
      }
    : {
        from: Math.min(end, start + request.offset),
        to: Math.min(end, start + request.offset + request.limit),
      };
  const shown = keys.slice(from, to);
  const cursorOf = (key: string | number | undefined): string | null =>
    key === undefined ? null : writeCursor([key]);
  return {
    nodes: items.slice(from, to),
    cursorAt: (index) => writeCursor([shown[index] as string | number]),
    pageInfo: {
      hasNextPage: to < items.length,
      hasPreviousPage: from > 0,
      startCursor: cursorOf(shown[0]),
      endCursor: cursorOf(shown.at(-1)),
    },
    countAll: () => Promise.resolve(items.length),
  };
}

import type { Dialect, Row } from '../../../gateway/rest/route.js';
import { Refusal } from '../../../gateway/rest/route.js';

/** A dialect with just enough behind it to be described. */
export function sampleDialect(
  given: Partial<Dialect> & { readonly name: string; readonly rows: readonly Row[] },
): Dialect {
  return {
    title: `Sample ${given.name}`,
    trailingSlash: false,
    bodyLimit: 1000,
    owns: () => true,
    authenticate: () => Promise.reject(new Refusal(401, {})),
    encode: (body) => ({ text: JSON.stringify(body), contentType: 'application/json; charset=UTF-8' }),
    headers: () => ({}),
    fault: () => new Refusal(500, {}),
    obstacle: () => new Refusal(404, {}),
    ...given,
  };
}

/** A row answered without the graph. */
export function staticRow(given: Partial<Row> & Pick<Row, 'path'>): Row {
  return {
    method: 'GET',
    access: 'dialect',
    status: 200,
    document: { summary: 'Reads something' },
    answer: () => ({}),
    ...given,
  } as Row;
}

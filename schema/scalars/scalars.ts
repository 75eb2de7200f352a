import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';

/** RFC 3339 in UTC, with milliseconds. */
export const DateTime = GraphQLDateTimeISO;
DateTime.name = 'DateTime';
DateTime.description = 'An instant after RFC 3339, in UTC, such as "2026-01-31T12:00:00.000Z".';

/** A free-form legacy document. */
export const Json = GraphQLJSON;
Json.description = 'A free-form JSON value, used only where the legacy document has no fixed shape.';
Json.specifiedByURL = 'https://www.rfc-editor.org/rfc/rfc8259';

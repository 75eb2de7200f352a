import { GraphQLJSON } from 'graphql-scalars';

export { DateTime } from './date-time.js';

/** A free-form legacy document. */
export const Json = GraphQLJSON;
Json.description = 'A free-form JSON value, used only where the legacy document has no fixed shape.';
Json.specifiedByURL = 'https://www.rfc-editor.org/rfc/rfc8259';

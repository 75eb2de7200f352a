import { GraphQLScalarType } from 'graphql';

export { DateTime } from './date-time.js';

/** A free-form legacy document. */
export const Json = new GraphQLScalarType({
  name: 'JSON',
  description: 'A free-form JSON value, used only where the legacy document has no fixed shape.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
});

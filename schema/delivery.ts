/** Identity of the definition of `@delivery`; it names the definition and is not fetched. */
const deliveryUrl = 'https://infragraph.example/specs/delivery/v1.0';

/**
 * What a subgraph's SDL needs besides its federation link to use `@delivery`: subscription fields say by it what readers
 * that are too slow may miss. Composition takes it over into the supergraph.
 */
export const deliveryLink = `@link(url: "${deliveryUrl}", import: ["@delivery"]) @composeDirective(name: "@delivery")`;

/** The definition of `@delivery`. */
export const deliveryDefinition = `"""
What readers of a subscription that are too slow may miss. A reader that is too slow even so ends with a code and its cursor.
"""
directive @delivery(
  """EVERY: nothing but what latestOf names. LATEST: of all events only the newest need be told."""
  class: String!
  """With EVERY: kinds of events of which only the newest need be told."""
  latestOf: [String!]
  """Selection on the event that names the thing it is about; only events about the same thing replace one another."""
  per: String
) on FIELD_DEFINITION`;

/** The subgraphs of the benchmark's world, in the SDL of Federation 1, which every gateway of the comparison reads. */
export const subgraphNames = ['accounts', 'inventory', 'products', 'reviews'] as const;

/** A subgraph of the benchmark's world. */
export type WorldSubgraph = (typeof subgraphNames)[number];

/** SDL by subgraph. Stock is told by inventory, which needs price and weight of products for it. */
export const worldSdl: Readonly<Record<WorldSubgraph, string>> = {
  accounts: `
    extend type Query { customers: [Customer!]! customer(id: ID!): Customer }
    type Customer @key(fields: "id") { id: ID! name: String! handle: String! birthday: String! }
  `,
  inventory: `
    extend type Article @key(fields: "upc") {
      upc: String! @external
      weight: Int! @external
      price: Int! @external
      inStock: Boolean!
      shippingEstimate: Int! @requires(fields: "price weight")
    }
  `,
  products: `
    extend type Query {
      topArticles(first: Int! = 6): [Article!]!
      article(upc: String!): Article
      catalogue(first: Int!): [Article!]!
      media: [Media!]!
      finds(text: String!): [Find!]!
    }
    type Article @key(fields: "upc") { upc: String! name: String! price: Int! weight: Int! }
    interface Media { id: ID! title: String! }
    type Manual implements Media @key(fields: "id") { id: ID! title: String! pages: Int! }
    type Clip implements Media @key(fields: "id") { id: ID! title: String! seconds: Int! }
    union Find = Article | Manual | Clip
  `,
  reviews: `
    type Review @key(fields: "id") { id: ID! body: String! author: Customer! @provides(fields: "handle") article: Article! }
    extend type Customer @key(fields: "id") { id: ID! @external handle: String! @external reviews(first: Int! = 100): [Review!]! }
    extend type Article @key(fields: "upc") { upc: String! @external reviews: [Review!]! }
    extend type Manual @key(fields: "id") { id: ID! @external remarks: [String!]! }
    extend type Clip @key(fields: "id") { id: ID! @external remarks: [String!]! }
  `,
};

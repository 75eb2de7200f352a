/** A kind of operation the gateways are measured by. */
export interface Shape {
  readonly name: string;
  readonly title: string;
  readonly query: string;
  /** One request each, by turns. */
  readonly variables: readonly Readonly<Record<string, unknown>>[];
}

const wide = `
  query Wide {
    customers {
      ...CustomerParts
      reviews {
        ...ReviewParts
        article {
          ...ArticleParts
          reviews { ...ReviewParts author { ...CustomerParts reviews { ...ReviewParts article { ...ArticleParts } } } }
        }
      }
    }
    topArticles {
      ...ArticleParts
      reviews { ...ReviewParts author { ...CustomerParts reviews { ...ReviewParts article { ...ArticleParts } } } }
    }
  }
  fragment CustomerParts on Customer { id handle name }
  fragment ReviewParts on Review { id body }
  fragment ArticleParts on Article { upc name price weight inStock shippingEstimate }
`;

const deep = `
  query Deep($upc: String!) {
    article(upc: $upc) {
      name
      reviews { author { name reviews { article { name reviews { author { name reviews { body } } } } } } }
    }
  }
`;

const abstract = `
  query Abstract($text: String!) {
    media { __typename title ... on Manual { pages remarks } ... on Clip { seconds remarks } }
    finds(text: $text) {
      __typename
      ... on Article { name price inStock }
      ... on Media { id title }
      ... on Clip { remarks }
    }
  }
`;

/** Made-up operations of the shapes gateways are asked in; the first is that of the public gateway benchmark. */
export const shapes: readonly Shape[] = [
  { name: 'wide', title: 'wide, repeated entities', query: wide, variables: [{}] },
  { name: 'one', title: 'one fetch', query: 'query One { customers { id handle name } }', variables: [{}] },
  {
    name: 'chain',
    title: 'two chained, a variable',
    query: 'query Chain($upc: String!) { article(upc: $upc) { upc name price inStock } }',
    variables: Array.from({ length: 20 }, (_, i) => ({ upc: `a${i + 1}` })),
  },
  {
    name: 'deep',
    title: 'deep chain',
    query: deep,
    variables: Array.from({ length: 5 }, (_, i) => ({ upc: `a${i + 1}` })),
  },
  { name: 'abstract', title: 'interfaces and unions', query: abstract, variables: [{ text: 'care' }] },
  {
    name: 'list',
    title: 'list of 1,000, two fetches',
    query: 'query List($first: Int!) { catalogue(first: $first) { upc name price weight inStock } }',
    variables: [{ first: 1000 }],
  },
  {
    name: 'small',
    title: 'small, two variables',
    query:
      'query Small($id: ID!, $first: Int!) { customer(id: $id) { name reviews(first: $first) { body } } }',
    variables: Array.from({ length: 6 }, (_, i) => ({ id: `c${i + 1}`, first: 1 + (i % 3) })),
  },
];

/** The bodies of a shape's requests. */
export function bodiesOf({ query, variables }: Shape): string[] {
  return variables.map((given) => JSON.stringify({ query, variables: given }));
}

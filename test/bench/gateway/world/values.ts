/** A customer of the world; `handle` is what reviews knows of it, too. */
export interface Customer {
  readonly __typename: 'Customer';
  readonly id: string;
  readonly name: string;
  readonly handle: string;
  readonly birthday: string;
}

/** An article; inventory adds its stock. */
export interface Article {
  readonly __typename: 'Article';
  readonly upc: string;
  readonly name: string;
  readonly price: number;
  readonly weight: number;
}

/** Who says what about which article. */
export interface Review {
  readonly __typename: 'Review';
  readonly id: string;
  readonly body: string;
  readonly author: string;
  readonly article: string;
}

const given = ['Ada', 'Bruno', 'Chiara', 'Dario', 'Elena', 'Franco'];
const goods = ['lamp', 'desk', 'shelf', 'rug', 'stool', 'clock', 'vase', 'mirror', 'chest', 'tray'];
const verdicts = [
  'Sturdier than it looks on the pictures, and two of us carried it',
  'Arrived a week late, yet nothing was broken and all screws were there',
  'The colour is off by a shade, which in the evening nobody sees',
  'Would buy it again for the other room, if it were a hand lower',
];

/** How many articles the world has. */
export const articleCount = 1000;
const reviewedArticles = 10;
const reviewsPerCustomer = 4;

export const customers: readonly Customer[] = given.map((name, i) => ({
  __typename: 'Customer',
  id: `c${i + 1}`,
  name: `${name} Esposito`,
  handle: `@${name.toLowerCase()}`,
  birthday: `19${60 + i}-0${i + 1}-1${i}`,
}));

export const articles: readonly Article[] = Array.from({ length: articleCount }, (_, i) => ({
  __typename: 'Article',
  upc: `a${i + 1}`,
  name: `${goods[i % goods.length]} no. ${i + 1}`,
  price: 15 + ((i * 389) % 1500),
  weight: 1 + ((i * 53) % 900),
}));

/** Each customer has said something about four of the first ten articles. */
export const reviews: readonly Review[] = customers.flatMap((customer, c) =>
  Array.from({ length: reviewsPerCustomer }, (_, r) => ({
    __typename: 'Review' as const,
    id: `r${c * reviewsPerCustomer + r + 1}`,
    body: `${verdicts[(c + r) % verdicts.length]} (${r + 1})`,
    author: customer.id,
    article: `a${1 + ((c * 3 + r * 2) % reviewedArticles)}`,
  })),
);

/** Whether an article is there; every third is not. */
export function inStock(upc: string): boolean {
  return Number(upc.slice(1)) % 3 !== 0;
}

/** What sending costs: nothing for what is dear, else half the weight. */
export function shippingEstimate(price: number, weight: number): number {
  return price > 1000 ? 0 : Math.round(weight * 0.5);
}

export const manuals = goods.slice(0, 4).map((name, i) => ({
  __typename: 'Manual',
  id: `m${i + 1}`,
  title: `How to care for a ${name}`,
  pages: 12 + i * 5,
}));

export const clips = goods.slice(4, 8).map((name, i) => ({
  __typename: 'Clip',
  id: `k${i + 1}`,
  title: `A ${name} in four minutes`,
  seconds: 200 + i * 11,
}));

/** What is said about a manual or clip. */
export function remarksOn(id: string): string[] {
  return [`${id}: to the point`, `${id}: a bit long`];
}

import type { AskWorld } from './plain.js';

interface Article {
  upc: string;
  name?: string;
  price?: number;
  weight?: number;
  inStock?: boolean;
  shippingEstimate?: number;
}
interface Review {
  id: string;
  body: string;
  author?: { id: string };
  article?: { upc: string };
}
interface Customer {
  id: string;
  handle: string;
  name: string;
}
interface Entities {
  _entities: { reviews: Review[] }[];
}

const customersQuery = '{customers{id handle name}}';
const articlesQuery = '{topArticles{upc name price weight}}';
const reviewsQuery =
  'query($r:[_Any!]!){_entities(representations:$r){...on Customer{reviews{id body article{upc}}}...on Article{reviews{id body author{id}}}}}';
const goodsQuery = 'query($r:[_Any!]!){_entities(representations:$r){...on Article{upc name price weight}}}';
const stockQuery =
  'query($r:[_Any!]!){_entities(representations:$r){...on Article{inStock shippingEstimate}}}';

/**
 * The answer to the wide query by seven requests that nobody but who knows query and data could make: every author is
 * one of the customers, so what authors say is known once the customers' reviews are.
 */
export async function answerWide(ask: AskWorld): Promise<object> {
  const [{ customers }, { topArticles }] = await Promise.all([
    ask<{ customers: Customer[] }>('accounts', customersQuery),
    ask<{ topArticles: Article[] }>('products', articlesQuery),
  ]);
  const articles = new Map(topArticles.map((article) => [article.upc, article]));
  const [{ _entities: reviewed }] = await Promise.all([
    ask<Entities>('reviews', reviewsQuery, [
      ...customers.map(({ id }) => ({ __typename: 'Customer', id })),
      ...topArticles.map(({ upc }) => ({ __typename: 'Article', upc })),
    ]),
    addStock(ask, topArticles),
  ]);
  const byCustomer = new Map(customers.map(({ id }, i) => [id, reviewed[i]?.reviews ?? []]));
  const byArticle = new Map(
    topArticles.map(({ upc }, i) => [upc, reviewed[customers.length + i]?.reviews ?? []]),
  );
  await addOthers(ask, byCustomer, articles, byArticle);

  const says = new Map(
    customers.map((customer) => [
      customer.id,
      {
        ...customer,
        reviews: (byCustomer.get(customer.id) ?? []).map(({ id, body, article }) => ({
          id,
          body,
          article: articles.get(article?.upc ?? ''),
        })),
      },
    ]),
  );
  const discussed = new Map(
    [...articles].map(([upc, article]) => [
      upc,
      {
        ...article,
        reviews: (byArticle.get(upc) ?? []).map(({ id, body, author }) => ({
          id,
          body,
          author: says.get(author?.id ?? ''),
        })),
      },
    ]),
  );
  return {
    customers: customers.map((customer) => ({
      ...customer,
      reviews: (byCustomer.get(customer.id) ?? []).map(({ id, body, article }) => ({
        id,
        body,
        article: discussed.get(article?.upc ?? ''),
      })),
    })),
    topArticles: topArticles.map(({ upc }) => discussed.get(upc)),
  };
}

/** Reads the articles that customers speak of and that are not among the top ones. */
async function addOthers(
  ask: AskWorld,
  byCustomer: ReadonlyMap<string, readonly Review[]>,
  articles: Map<string, Article>,
  byArticle: Map<string, Review[]>,
): Promise<void> {
  const spokenOf = [...byCustomer.values()].flat().map(({ article }) => article?.upc ?? '');
  const others = [...new Set(spokenOf)].filter((upc) => !articles.has(upc));
  const keys = others.map((upc) => ({ __typename: 'Article', upc }));
  const [{ _entities: goods }, { _entities: reviewed }] = await Promise.all([
    ask<{ _entities: Article[] }>('products', goodsQuery, keys),
    ask<Entities>('reviews', reviewsQuery, keys),
  ]);
  await addStock(ask, goods);
  for (const article of goods) articles.set(article.upc, article);
  others.forEach((upc, i) => byArticle.set(upc, reviewed[i]?.reviews ?? []));
}

async function addStock(ask: AskWorld, articles: readonly Article[]): Promise<void> {
  const { _entities: stock } = await ask<{ _entities: object[] }>(
    'inventory',
    stockQuery,
    articles.map(({ upc, price, weight }) => ({ __typename: 'Article', upc, price, weight })),
  );
  articles.forEach((article, i) => Object.assign(article, stock[i]));
}

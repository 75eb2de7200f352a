import type { AskWorld } from './plain.js';

interface Article {
  readonly upc: string;
  readonly price?: number;
  readonly weight?: number;
  readonly reviews?: readonly Review[];
}
interface Review {
  readonly author?: Customer;
  readonly article?: Article;
}
interface Customer {
  readonly id: string;
  readonly name?: string;
  readonly reviews?: readonly Review[];
}
interface Entities<T> {
  readonly _entities: readonly T[];
}

const customersQuery = '{customers{id handle name}}';
const articlesQuery = '{topArticles{upc name price weight}}';
const byArticle = 'reviews{id body author{id handle reviews{id body article{upc}}}}';
const reviewsQuery = `query($r:[_Any!]!){_entities(representations:$r){...on Customer{reviews{id body article{upc ${byArticle}}}}...on Article{${byArticle}}}}`;
const goodsQuery = 'query($r:[_Any!]!){_entities(representations:$r){...on Article{upc name price weight}}}';
const stockQuery =
  'query($r:[_Any!]!){_entities(representations:$r){...on Article{inStock shippingEstimate}}}';
const namesQuery = 'query($r:[_Any!]!){_entities(representations:$r){...on Customer{name}}}';

/**
 * The answer to the wide query by the requests a gateway plans, merged where one subgraph is asked for the same at several
 * places: what subgraphs can nest they nest, and nothing is known of the data beforehand.
 */
export async function answerWideMerged(ask: AskWorld): Promise<object> {
  const [{ customers }, { topArticles }] = await Promise.all([
    ask<{ customers: Customer[] }>('accounts', customersQuery),
    ask<{ topArticles: Article[] }>('products', articlesQuery),
  ]);
  const articles = new Map(topArticles.map((article) => [article.upc, { ...article }]));
  const known = new Map(customers.map(({ id, name }) => [id, { name }]));
  const [{ _entities: reviewed }] = await Promise.all([
    ask<Entities<object>>('reviews', reviewsQuery, [
      ...customers.map(({ id }) => ({ __typename: 'Customer', id })),
      ...topArticles.map(({ upc }) => ({ __typename: 'Article', upc })),
    ]),
    addStock(ask, [...articles.values()]),
  ]);
  [...customers, ...topArticles].forEach((entity, i) => Object.assign(entity, reviewed[i]));
  const told = new Told();
  for (const { reviews } of customers) told.readReviews(reviews);
  for (const { reviews } of topArticles) told.readReviews(reviews);
  await Promise.all([addGoods(ask, told.articles, articles), addNames(ask, told.customers, known)]);
  for (const article of [...topArticles, ...told.articles]) Object.assign(article, articles.get(article.upc));
  for (const customer of told.customers) Object.assign(customer, known.get(customer.id));
  return { customers, topArticles };
}

/** The articles and customers that stand in reviews, each place by itself. */
class Told {
  readonly articles: Article[] = [];
  readonly customers: Customer[] = [];

  readReviews(reviews: readonly Review[] = []): void {
    for (const { article, author } of reviews) {
      if (article) {
        this.articles.push(article);
        this.readReviews(article.reviews);
      }
      if (author) {
        this.customers.push(author);
        this.readReviews(author.reviews);
      }
    }
  }
}

/** Reads the articles that are not known yet. */
async function addGoods(
  ask: AskWorld,
  told: readonly Article[],
  articles: Map<string, Article>,
): Promise<void> {
  const unknown = [...new Set(told.map(({ upc }) => upc))].filter((upc) => !articles.has(upc));
  const keys = unknown.map((upc) => ({ __typename: 'Article', upc }));
  const { _entities: goods } = await ask<Entities<Article>>('products', goodsQuery, keys);
  await addStock(ask, goods);
  for (const article of goods) articles.set(article.upc, article);
}

async function addNames(
  ask: AskWorld,
  told: readonly Customer[],
  known: Map<string, { name?: string | undefined }>,
): Promise<void> {
  const unknown = [...new Set(told.map(({ id }) => id))].filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  const keys = unknown.map((id) => ({ __typename: 'Customer', id }));
  const { _entities: names } = await ask<Entities<{ name: string }>>('accounts', namesQuery, keys);
  unknown.forEach((id, i) => known.set(id, { name: names[i]?.name }));
}

async function addStock(ask: AskWorld, articles: readonly Article[]): Promise<void> {
  const { _entities: stock } = await ask<Entities<object>>(
    'inventory',
    stockQuery,
    articles.map(({ upc, price, weight }) => ({ __typename: 'Article', upc, price, weight })),
  );
  articles.forEach((article, i) => Object.assign(article, stock[i]));
}

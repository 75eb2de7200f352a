import { Directive, Field, Int, ObjectType, type ClassType } from 'type-graphql';

/** Where a page stands in its list. */
@Directive('@shareable')
@ObjectType({ description: 'Where a page stands in its list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follow behind this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there are more in front of this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first edge; null on an empty page.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last edge; null on an empty page.' })
  endCursor!: string | null;
}

/** One page of rows with what a connection shows of it. */
export interface Page<T> {
  readonly nodes: readonly T[];
  /** Cursor of the node at a place of the page. Asked only for edges that are shown. */
  readonly cursorAt: (index: number) => string;
  readonly pageInfo: PageInfo;
  /** Runs only when `totalCount` is asked for. */
  readonly countAll: () => Promise<number>;
}

/** The GraphQL face of a page. */
export interface ConnectionObject<T> {
  nodes: readonly T[];
  edges: readonly EdgeObject<T>[];
  pageInfo: PageInfo;
  totalCount(): Promise<number>;
}

interface EdgeObject<T> {
  cursor: string;
  node: T;
}

/** The two types of a connection over `nodeType`, named after it. `noun` is its plural for the descriptions. */
export function connectionType<T extends object>(
  nodeType: ClassType<T>,
  noun: string,
): ClassType<ConnectionObject<T>> & { of(page: Page<T>): ConnectionObject<T> } {
  const name = nodeType.name;

  @ObjectType(`${name}Edge`, { description: `One of the ${noun} with its place in the list.` })
  class Edge implements EdgeObject<T> {
    @Field(() => String, { description: 'Place in the list, for "after" and "before".' })
    cursor!: string;

    @Field(() => nodeType, { description: 'The thing itself.' })
    node!: T;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${noun}.` })
  class Connection implements ConnectionObject<T> {
    constructor(private readonly page: Page<T>) {}

    @Field(() => [nodeType], { description: `The ${noun} of this page.` })
    get nodes(): readonly T[] {
      return this.page.nodes;
    }

    @Field(() => [Edge], { description: `The ${noun} of this page with their cursors.` })
    get edges(): readonly EdgeObject<T>[] {
      const { nodes, cursorAt } = this.page;
      return nodes.map((node, i) => Object.assign(new Edge(), { cursor: cursorAt(i), node }));
    }

    @Field(() => PageInfo, { description: 'Where the page stands in the list.' })
    get pageInfo(): PageInfo {
      return this.page.pageInfo;
    }

    @Field(() => Int, {
      description: `How many ${noun} there are on all pages. Counted only when asked for.`,
    })
    totalCount(): Promise<number> {
      return this.page.countAll();
    }

    static of(page: Page<T>): Connection {
      return new Connection(page);
    }
  }
  return Connection as unknown as ClassType<ConnectionObject<T>> & { of(page: Page<T>): ConnectionObject<T> };
}

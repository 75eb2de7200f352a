import { Fault } from '../../subgraphs/kernel/errors/fault.js';

/** A change of the sample world, with its place in the log. */
interface Change {
  readonly seq: number;
  readonly kind: 'SNAPSHOT' | 'CHANGED' | 'PROGRESS';
  readonly id: string;
}

/** What a subscriber asks for. */
interface ChangesWish {
  readonly after?: string | null;
  readonly of?: string | null;
}

/** A log of changes whose subscribers can come back: the present state first, or what follows a cursor. */
export class SampleChanges {
  /** Sources that were opened so far, with what was asked of each. */
  readonly opened: ChangesWish[] = [];
  private readonly log: Change[] = [];
  private readonly open = new Set<ChangeSource>();

  /** Sources open now. */
  get openCount(): number {
    return this.open.size;
  }

  /** Adds a change and gives its cursor. */
  add(id: string, kind: Change['kind'] = 'CHANGED'): string {
    this.log.push({ seq: this.log.length + 1, kind, id });
    for (const source of this.open) source.wake();
    return cursor(this.log.length);
  }

  /** Breaks every open source as a subgraph does that goes away. */
  breakAll(): void {
    for (const source of this.open) source.break();
  }

  /** The source of the subscription field. */
  source(wish: ChangesWish): ChangeSource {
    this.opened.push(wish);
    if (wish.after === 'books.gone')
      throw new Fault('BAD_USER_INPUT', 'The cursor is older than the retained event log.', {
        details: { reason: 'CURSOR_EXPIRED' },
      });
    const source = new ChangeSource(this.log, wish, () => this.open.delete(source));
    this.open.add(source);
    return source;
  }
}

class ChangeSource implements AsyncIterableIterator<object> {
  private position: number;
  private snapshot: boolean;
  private ended = false;
  private broken = false;
  private waiting: (() => void) | undefined;

  constructor(
    private readonly log: readonly Change[],
    private readonly wish: ChangesWish,
    private readonly left: () => void,
  ) {
    this.snapshot = wish.after == null;
    this.position = wish.after == null ? log.length : Number(wish.after.split('.')[1]);
  }

  wake(): void {
    this.waiting?.();
  }

  break(): void {
    this.broken = true;
    this.wake();
  }

  async next(): Promise<IteratorResult<object, undefined>> {
    for (;;) {
      if (this.ended) return { done: true, value: undefined };
      if (this.broken) {
        await this.return();
        throw new Fault('SUBGRAPH_UNAVAILABLE', 'The log does not answer just now.');
      }
      if (this.snapshot) {
        this.snapshot = false;
        return { done: false, value: shown({ seq: this.position, kind: 'SNAPSHOT', id: '1' }) };
      }
      const change = this.log[this.position];
      if (change) {
        this.position++;
        if (this.wish.of == null || this.wish.of === change.id) return { done: false, value: shown(change) };
      } else {
        await new Promise<void>((resolve) => (this.waiting = resolve));
      }
    }
  }

  return(): Promise<IteratorResult<object, undefined>> {
    this.ended = true;
    this.left();
    this.wake();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

function shown({ seq, kind, id }: Change): object {
  return { changes: { cursor: cursor(seq), kind, book: { __typename: 'Book', id } } };
}

function cursor(seq: number): string {
  return `books.${seq}`;
}

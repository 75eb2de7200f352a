import type { ExecutionResult } from 'graphql';

/** One result as its subscribers see it. It is written as text once, however many they are. */
export class Delivery {
  private text: Buffer | undefined;

  constructor(
    readonly result: ExecutionResult,
    /** Where the event stands; undefined when its field does not say so, or it is none. */
    readonly cursor: string | undefined,
  ) {}

  /** The result as JSON in UTF-8. */
  get json(): Buffer {
    this.text ??= Buffer.from(JSON.stringify(this.result));
    return this.text;
  }
}

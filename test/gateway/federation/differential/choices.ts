/** A source of decisions: numbers taken one after the other, 0 when they have run out. 0 always means the simplest. */
export class Choices {
  private next = 0;

  constructor(private readonly numbers: readonly number[]) {}

  /** A number from 0 to `count - 1`. */
  below(count: number): number {
    return count <= 1 ? 0 : this.take() % count;
  }

  /** True in about `percent` of 100 cases. */
  chance(percent: number): boolean {
    return this.take() % 100 >= 100 - percent;
  }

  pick<T>(options: readonly T[]): T {
    if (options.length === 0) throw new Error('There is nothing to choose from.');
    return options[this.below(options.length)] as T;
  }

  /** Those of the options that are chosen, each with the same chance. */
  some<T>(options: readonly T[], percent: number): T[] {
    return options.filter(() => this.chance(percent));
  }

  private take(): number {
    return this.numbers[this.next++] ?? 0;
  }
}

/** Work that runs once at a time: what is asked for while it runs follows as one more run, however often it was. */
export class OneAtATime {
  private running: Promise<void> | undefined;
  private again = false;

  /** `failed` is told of a run that failed; the next is not put off by that. */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly failed: (err: unknown) => void,
  ) {}

  /** Runs the work now, or once more behind the run under way. */
  ask(): void {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = this.work()
      .catch(this.failed)
      .finally(() => {
        this.running = undefined;
        if (!this.again) return;
        this.again = false;
        this.ask();
      });
  }

  /** Resolves when nothing runs and nothing follows. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }
}

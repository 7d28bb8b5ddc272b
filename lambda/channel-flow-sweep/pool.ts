/** Works on several things at once, up to a limit. After a failure, nothing new begins. */
export class Pool {
  private readonly working = new Set<Promise<void>>();
  private failure: { readonly error: unknown } | undefined;

  constructor(private readonly size: number) {}

  /**
   * Begins a piece of work as soon as there is room.
   *
   * @returns its result without waiting for it: the promise is in an object, because a bare promise would be awaited
   * @throws the first failure
   */
  async begin<T>(work: () => Promise<T>): Promise<{ readonly result: Promise<T> }> {
    while (this.working.size >= this.size) await Promise.race(this.working);
    if (this.failure) throw this.failure.error;
    const result = work();
    const ended: Promise<void> = result
      .then(
        () => {},
        (error: unknown) => void (this.failure ??= { error }),
      )
      .finally(() => this.working.delete(ended));
    this.working.add(ended);
    return { result };
  }

  /** Resolves when no work is under way anymore, however it ended. */
  async settled(): Promise<void> {
    await Promise.all(this.working);
  }
}

/** Tells whoever listens that something may have changed; what it was, they look up. */
export class Changes {
  private readonly listeners = new Set<() => void>();

  public tell(): void {
    for (const listener of this.listeners) listener();
  }

  /** Calls a listener at every change from now on; the answer stops that. */
  public listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}

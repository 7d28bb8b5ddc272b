/** Where the code of a function comes from: files of an app whose changes can be live before a synthesis. */
export interface CodeSource {
  /** Whether the code is made of a file. */
  isMadeOf(path: string): boolean;
  /** Whether code has a file as it is now. */
  isCurrent(path: string, code: string): boolean;
  /**
   * Brings a copy of the code up to date.
   *
   * @throws if it cannot be done
   */
  update(code: string, changed: readonly string[]): void | Promise<void>;
}

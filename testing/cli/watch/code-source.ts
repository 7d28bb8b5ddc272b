/** The origin of a function's code: files of an app, whose changes can take effect before a synthesis. */
export interface CodeSource {
  /** Whether the code is built from a file. */
  isMadeOf(path: string): boolean;
  /** Whether code contains the current version of a file. */
  isCurrent(path: string, code: string): boolean;
  /**
   * Updates a copy of the code.
   *
   * @throws if the code cannot be updated
   */
  update(code: string, changed: readonly string[]): void | Promise<void>;
}

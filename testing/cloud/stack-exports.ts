/** The exported outputs of all stacks, and the stacks that import them. */
export class StackExports {
  private readonly values = new Map<string, { readonly value: unknown; readonly stackName: string }>();
  private readonly imports = new Map<string, ReadonlySet<string>>();

  public get(name: string): unknown {
    const found = this.values.get(name);
    if (!found) throw new Error(`no stack exports '${name}'`);
    return found.value;
  }

  /**
   * Sets the exports and imports of a stack from now on.
   *
   * @throws if another stack exports the same name, or imports an export that would be removed or changed
   */
  public update(
    stackName: string,
    exported: ReadonlyMap<string, unknown>,
    imported: ReadonlySet<string>,
  ): void {
    for (const name of exported.keys()) {
      const owner = this.values.get(name)?.stackName ?? stackName;
      if (owner !== stackName) throw new Error(`'${name}' is already exported by stack ${owner}`);
    }
    for (const [name, { value, stackName: owner }] of this.values) {
      if (owner !== stackName || exported.get(name) === value) continue;
      const users = this.usersOf(name);
      if (users.length > 0) {
        const change = exported.has(name) ? 'changed' : 'removed';
        throw new Error(`export '${name}' cannot be ${change}: it is in use by ${users.join(', ')}`);
      }
    }
    for (const [name, { stackName: owner }] of this.values) if (owner === stackName) this.values.delete(name);
    for (const [name, value] of exported) this.values.set(name, { value, stackName });
    this.imports.set(stackName, imported);
  }

  private usersOf(name: string): string[] {
    return [...this.imports].filter(([, names]) => names.has(name)).map(([stackName]) => stackName);
  }
}

/** The parameters of Systems Manager: current values by name, and earlier versions. */
export class StoredParameters extends Map<string, string> {
  private readonly versions = new Map<string, string[]>();

  public override set(name: string, value: string): this {
    const versions = this.versions.get(name) ?? [];
    if (versions.at(-1) !== value) versions.push(value);
    this.versions.set(name, versions);
    return super.set(name, value);
  }

  public override delete(name: string): boolean {
    this.versions.delete(name);
    return super.delete(name);
  }

  /** The value of a version of a parameter, from 1. */
  public version(name: string, version: number): string | undefined {
    return this.versions.get(name)?.[version - 1];
  }
}

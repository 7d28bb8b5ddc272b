/** Properties of a custom resource before they are decoded: anything may be missing, and every scalar is a string. */
export type RawProperties = Readonly<Record<string, unknown>>;

export class InvalidPropertyError extends Error {
  constructor(name: string, rule: string, value: unknown) {
    super(`property ${name} must be ${rule}, got ${String(JSON.stringify(value)).slice(0, 200)}`);
    this.name = 'InvalidPropertyError';
  }
}

export function record(value: unknown, name: string): RawProperties {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidPropertyError(name, 'an object', value);
  }
  return value as RawProperties;
}

export function text(properties: RawProperties, name: string): string {
  const value = properties[name];
  if (typeof value !== 'string' || value === '') {
    throw new InvalidPropertyError(name, 'a string that is not empty', value);
  }
  return value;
}

export function list(properties: RawProperties, name: string): readonly unknown[] {
  const value = properties[name];
  if (!Array.isArray(value)) throw new InvalidPropertyError(name, 'a list', value);
  return value;
}

/** The result, or undefined for a property that is missing or malformed. */
export function ifValid<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}

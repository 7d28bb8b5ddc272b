import { isObject } from '../inputs';

/** The value of an attribute, looked up first by its whole name, then along its dots. */
export function attributeValue(attributes: Readonly<Record<string, unknown>>, name: string): unknown {
  return member(attributes, name) ?? name.split('.').reduce<unknown>(member, attributes);
}

/** An own property only: every object inherits a `constructor`. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

import { isObject } from '../inputs';

/** The value of an attribute, which is looked up by its whole name, then along the dots in it. */
export function attributeValue(attributes: Readonly<Record<string, unknown>>, name: string): unknown {
  return member(attributes, name) ?? name.split('.').reduce<unknown>(member, attributes);
}

/** Only what is there by itself: every object has a `constructor`. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

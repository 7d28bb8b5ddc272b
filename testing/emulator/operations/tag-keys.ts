import type { Tags } from '../model';
import { badRequest } from '../service-error';

/** @throws BadRequestException for keys that AWS reserves, and for duplicate keys */
export function checkTagKeys(given: Tags | undefined): void {
  const keys = (given ?? []).map((tag) => tag.Key);
  if (keys.some((key) => /^aws:/i.test(key))) {
    throw badRequest("'Tags' must have no key that starts with aws:");
  }
  if (new Set(keys).size < keys.length) throw badRequest("'Tags' must not repeat a key");
}

import { randomUUID } from 'node:crypto';
import { ControlError, valid } from './answers';
import type { ControlRequest, Resource } from './resource';

/** A rule that a request sets up, such as a fault. It counts its hits until it is removed. */
interface Rule {
  readonly hits: number;
  remove(): void;
}

/**
 * The resources of one kind of rule: a POST to the path creates a rule and returns the id that addresses it.
 *
 * @param what the kind of rule, such as `fault`
 */
export function rulesAt(
  path: string,
  what: string,
  create: (body: ControlRequest['body']) => Rule,
): [string, Resource][] {
  const rules = new Map<string, Rule>();
  const found = (id: string): Rule => {
    const rule = rules.get(id);
    if (!rule) throw new ControlError(404, `there is no ${what} '${id}': POST ${path} responds with the id`);
    return rule;
  };
  return [
    [
      `POST ${path}`,
      async ({ body }) => {
        const id = randomUUID();
        rules.set(id, await valid(() => create(body)));
        return { id, hits: 0 };
      },
    ],
    [`GET ${path}/*`, ({ names: [id] }) => ({ id, hits: found(id!).hits })],
    [
      `DELETE ${path}/*`,
      ({ names: [id] }) => {
        const rule = found(id!);
        rule.remove();
        rules.delete(id!);
        return { id, hits: rule.hits };
      },
    ],
  ];
}

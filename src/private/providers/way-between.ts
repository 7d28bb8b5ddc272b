import { CfnElement, CfnResource, type Stack } from 'aws-cdk-lib';

/**
 * Finds the path by which one resource of a stack waits for another: through each reference and dependency in the
 * template, however it was written. Call this only at validation, when nothing changes anymore. It searches the
 * dependencies of the first resource.
 *
 * @returns the elements from the first one to the one before the other, or `undefined` if it does not wait for the
 *   other
 */
export function wayBetween(from: CfnElement, to: CfnElement): CfnElement[] | undefined {
  const ways = new Map<CfnElement, CfnElement[]>([[from, [from]]]);
  for (const [element, way] of ways) {
    for (const needed of neededBy(element)) {
      if (needed === to) return way;
      if (!ways.has(needed)) ways.set(needed, [...way, needed]);
    }
  }
  return undefined;
}

/** A cache, because many functions wait for the same resources. */
const NEEDED = new WeakMap<CfnElement, readonly CfnElement[]>();

function neededBy(element: CfnElement): readonly CfnElement[] {
  const known = NEEDED.get(element);
  if (known) return known;
  const { stack } = element;
  const template: unknown = CfnResource.isCfnResource(element)
    ? stack.resolve(element._toCloudFormation())
    : undefined;
  const elements = elementsOf(stack);
  const needed = [...new Set(idsIn(template))].flatMap((id) => elements.get(id) ?? []);
  NEEDED.set(element, needed);
  return needed;
}

const ELEMENTS = new WeakMap<Stack, ReadonlyMap<string, CfnElement>>();

function elementsOf(stack: Stack): ReadonlyMap<string, CfnElement> {
  const known = ELEMENTS.get(stack);
  if (known) return known;
  const elements = stack.node
    .findAll()
    .filter((node) => CfnElement.isCfnElement(node))
    .filter((element) => element.stack === stack);
  const byId = new Map(elements.map((element) => [stack.resolve(element.logicalId) as string, element]));
  ELEMENTS.set(stack, byId);
  return byId;
}

/** The logical ids that a part of a template refers to. The result may include other names, such as those of pseudo parameters. */
function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, argument]: [string, unknown]) => [
    ...idsOf(key, [argument].flat()),
    ...idsIn(argument),
  ]);
}

function idsOf(key: string, args: unknown[]): string[] {
  const [first, second] = args;
  if (typeof first !== 'string') return [];
  switch (key) {
    case 'DependsOn':
      return args.map(String);
    case 'Ref':
      return [first];
    case 'Fn::GetAtt':
      return [first.split('.')[0]!];
    case 'Fn::Sub':
      return [...first.matchAll(/\$\{(\w+)/g)]
        .map(([, id]) => id!)
        .filter((id) => !Object.hasOwn(Object(second) as object, id));
    default:
      return [];
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package-root';

/** The type of an attribute's value. */
export type AttributeKind = 'text' | 'number' | 'boolean' | 'list' | 'object';

/** The parts of CloudFormation's schema of a resource type that describe the values others can use. */
export interface ResourceForm {
  /** The properties or attributes that `Ref` returns. */
  readonly identifiers: readonly { readonly name: string; readonly isMadeUp: boolean }[];
  /** The ARN, with names of properties in `${}`. */
  readonly arn?: string;
  /** The attributes that hold the ARN. */
  readonly arnAttributes: readonly string[];
  /** All attributes. */
  readonly kinds: ReadonlyMap<string, AttributeKind>;
}

const KINDS: Readonly<Record<string, AttributeKind>> = {
  '=': 'text',
  '#': 'number',
  '?': 'boolean',
  '*': 'list',
  '~': 'object',
};

const NO_FORM: ResourceForm = { identifiers: [], arnAttributes: [], kinds: new Map() };

let loaded: Record<string, Record<string, string>> | undefined;

/** By service and type, as `projenrc/resource-forms.ts` writes them. */
function forms(): Record<string, Record<string, string>> {
  const path = join(packageRoot(), 'testing', 'lib', 'resource-forms.json');
  loaded ??= JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, string>>;
  return loaded;
}

/** The form of a type; an empty one for a type without a schema. */
export function resourceForm(type: string): ResourceForm {
  return formOf(type) ?? NO_FORM;
}

function formOf(type: string): ResourceForm | undefined {
  const [vendor, service = '', name = ''] = type.split('::');
  const text = vendor === 'AWS' ? forms()[service]?.[name] : undefined;
  return text === undefined ? undefined : parse(text);
}

/** The attributes of a type that do not depend on the template; `undefined` if they are unknown. */
export function attributesOf(type: string): string[] | undefined {
  const form = formOf(type);
  if (!form || WITH_ANY_ATTRIBUTE.test(type) || isIncomplete(form)) return undefined;
  return [...form.kinds.keys()].sort();
}

/** Whether a type has an attribute, as far as known; an attribute that is an object can also be used in parts. */
export function hasAttribute(type: string, name: string): boolean {
  const known = attributesOf(type);
  if (!known || known.includes(name)) return true;
  const { kinds } = formOf(type)!;
  return known.some((outer) => kinds.get(outer) === 'object' && name.startsWith(`${outer}.`));
}

/**
 * Whether a schema may lack attributes: if the only identifier is a generated `Id`, the schema itself was generated for
 * an old type, and CloudFormation has more attributes for some, such as the `Arn` of an `AWS::AppStream::Fleet`.
 */
function isIncomplete({ identifiers: [only, ...others] }: ResourceForm): boolean {
  return others.length === 0 && only?.name === 'Id' && only.isMadeUp;
}

/** Types whose attributes come from a function's response, the outputs of a nested template, or a transform. */
const WITH_ANY_ATTRIBUTE = /^AWS::(CloudFormation::(CustomResource|Stack)|Serverless::.*)$/;

/** The types that have a schema. */
export function resourceTypes(): string[] {
  return Object.entries(forms()).flatMap(([service, types]) =>
    Object.keys(types).map((type) => `AWS::${service}::${type}`),
  );
}

function parse(text: string): ResourceForm {
  const [identifiers = '', arn = '', arnAttributes = '', ...others] = text.split(' ');
  return {
    identifiers: split(identifiers).map((name) => ({
      name: name.replace('!', ''),
      isMadeUp: name.startsWith('!'),
    })),
    ...(arn !== '' && { arn: arn.replace('@', '${Region}:${Account}') }),
    arnAttributes: split(arnAttributes),
    kinds: new Map([
      ...split(arnAttributes).map((name) => [name, 'text'] as const),
      ...others.map((name) => [name.slice(1), KINDS[name[0]!]!] as const),
    ]),
  };
}

function split(names: string): string[] {
  return names === '' ? [] : names.split('|');
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package-root';

/** What an attribute is. */
export type AttributeKind = 'text' | 'number' | 'boolean' | 'list' | 'object';

/** What CloudFormation's schema of a resource type says about the values that others take from a resource. */
export interface ResourceForm {
  /** The properties or attributes that `Ref` gives. */
  readonly identifiers: readonly { readonly name: string; readonly isMadeUp: boolean }[];
  /** The ARN, with names of properties in `${}`. */
  readonly arn?: string;
  /** The attributes that are the ARN. */
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

/** The form of a type; one without any for a type that has no schema. */
export function resourceForm(type: string): ResourceForm {
  return formOf(type) ?? NO_FORM;
}

function formOf(type: string): ResourceForm | undefined {
  const [vendor, service = '', name = ''] = type.split('::');
  const text = vendor === 'AWS' ? forms()[service]?.[name] : undefined;
  return text === undefined ? undefined : parse(text);
}

/** The attributes of a type that do not depend on the template; `undefined` if nothing is known of them. */
export function attributesOf(type: string): string[] | undefined {
  const form = formOf(type);
  if (!form || WITH_ANY_ATTRIBUTE.test(type) || isIncomplete(form)) return undefined;
  return [...form.kinds.keys()].sort();
}

/** Whether a type has an attribute, as far as is known: of one that is an object, parts can be taken. */
export function hasAttribute(type: string, name: string): boolean {
  const known = attributesOf(type);
  if (!known || known.includes(name)) return true;
  const { kinds } = formOf(type)!;
  return known.some((outer) => kinds.get(outer) === 'object' && name.startsWith(`${outer}.`));
}

/**
 * Whether a schema may lack attributes: where the only identifier is an `Id` that nobody sets, it was generated for an old type, and
 * CloudFormation knows more of some, such as the `Arn` of an `AWS::AppStream::Fleet`.
 */
function isIncomplete({ identifiers: [only, ...others] }: ResourceForm): boolean {
  return others.length === 0 && only?.name === 'Id' && only.isMadeUp;
}

/** What their functions respond with, what a nested template has as outputs, and what a transform replaces. */
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

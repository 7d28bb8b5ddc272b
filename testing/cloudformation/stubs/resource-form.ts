import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package-root';

/** What an attribute is, if it is no text. */
export type AttributeKind = 'number' | 'boolean' | 'list';

/** What CloudFormation's schema of a resource type says about the values that others take from a resource. */
export interface ResourceForm {
  /** The properties or attributes that `Ref` gives. */
  readonly identifiers: readonly { readonly name: string; readonly isMadeUp: boolean }[];
  /** The ARN, with names of properties in `${}`. */
  readonly arn?: string;
  /** The attributes that are the ARN. */
  readonly arnAttributes: readonly string[];
  readonly kinds: ReadonlyMap<string, AttributeKind>;
}

const KINDS: Readonly<Record<string, AttributeKind>> = { '#': 'number', '?': 'boolean', '*': 'list' };

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
  const [, service = '', name = ''] = type.split('::');
  const text = forms()[service]?.[name];
  return text === undefined ? NO_FORM : parse(text);
}

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
    kinds: new Map(others.map((name) => [name.slice(1), KINDS[name[0]!]!])),
  };
}

function split(names: string): string[] {
  return names === '' ? [] : names.split('|');
}

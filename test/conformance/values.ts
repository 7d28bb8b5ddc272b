/** Values for the shapes of the service model: typical ones, those at the limits, and those beyond. */
import { randomBytes } from 'node:crypto';
import { patternOf, type Reference, type ServiceModel, type Shape } from './service-model';

/** A value, and whether the service must accept it. */
export interface Variant {
  readonly label: string;
  readonly value: unknown;
  /** `maybe`: well-formed, but what it names does not exist. */
  readonly valid: true | false | 'maybe';
}

/** How to generate texts for a pattern. */
interface Recipe {
  /** If the pattern itself is stricter than the limits of the shape. */
  readonly shortest?: number;
  readonly longest?: number;
  readonly broken: readonly string[];
  /** Generates a text of this length. */
  make(length: number): string;
}

const ARN = 'arn:aws:chime:us-east-1:111122223333:';
const FUNCTION = 'arn:aws:lambda:us-east-1:111122223333:function:';
const LEX_BOT = 'arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/ABCDEFGHIJ';
const anything: Recipe = { make: (length) => 'x'.repeat(length), broken: [] };

/** By the beginning of the pattern: a new pattern needs a new recipe. */
const RECIPES: readonly (readonly [string, Recipe])[] = [
  ['[\\s\\S]*', anything],
  ['.*\\S.*', { ...anything, broken: [' ', 'two\nlines'] }],
  ['.*', { ...anything, broken: ['two\nlines'] }],
  ['[\\u0009', { ...anything, broken: ['a bell\u0007', 'nothing\u0000'] }],
  ['[-_a-zA-Z0-9]*', { make: unique, broken: ['a space', 'ümlaut'] }],
  ['[A-Za-z0-9]([A-Za-z0-9\\:', { make: unique, broken: ['-dash', 'dash-', 'a space'] }],
  ['^([A-Za-z]_?)+$', { make: (length) => 'x'.repeat(length), broken: ['1', 'a__b'] }],
  [
    'arn:aws:lex',
    { make: () => LEX_BOT, shortest: LEX_BOT.length, longest: LEX_BOT.length, broken: [FUNCTION] },
  ],
  [
    'arn:aws:lambda',
    {
      make: (length) => FUNCTION + 'f'.repeat(Math.max(1, length - FUNCTION.length)),
      shortest: FUNCTION.length + 1,
      broken: [FUNCTION, `${FUNCTION}a:b:c`, `${FUNCTION.replace('aws', 'aws-cn')}f`],
    },
  ],
  [
    'arn:[a-z0-9',
    {
      make: (length) => ARN + 'x'.repeat(Math.max(1, length - ARN.length)),
      shortest: ARN.length + 1,
      longest: ARN.length + 1024,
      broken: ['no ARN at all', `${ARN}/x`, ARN.toUpperCase() + 'x'],
    },
  ],
];

/** Shapes whose values name resources that must exist. */
const REFERENCES = new Set([
  'ChimeArn',
  'SensitiveChimeArn',
  'MessageId',
  'SubChannelId',
  'NextToken',
  'CallbackIdType',
]);

/** Members that name resources, although their shapes do not say so. */
const NAMING_MEMBERS = new Set(['EndpointId', 'AppInstanceUserArn']);

/** Members that select a part of something larger: they are tried one by one. */
export const PLACES = ['NextToken', 'SubChannelId'];

const LAST_CENTURY = 0;

/** Generates values for a service's shapes. */
export class Values {
  public constructor(
    private readonly service: ServiceModel,
    /** The existing resource for a member that names one; for lists, one after the other. */
    private readonly existing: (member: string, index: number) => string | undefined,
  ) {}

  /** The smallest value that the shape allows. */
  public sample({ shape: name }: Reference, member: string, index = 0): unknown {
    const shape = this.shape(name);
    switch (shape.type) {
      case 'string':
        return this.text(shape, member, index);
      case 'integer':
        return Math.min((shape.min ?? 1) + index, shape.max ?? Infinity);
      case 'boolean':
        return false;
      case 'timestamp':
        return { $timestamp: LAST_CENTURY };
      case 'list':
        return this.list(shape, member, Math.max(1, shape.min ?? 0));
      case 'map':
        return { [this.sample(shape.key!, `${member}Key`) as string]: this.sample(shape.value!, member) };
      case 'structure':
        return this.structure(shape, shape.required ?? [], index);
    }
  }

  /** A value with all members of the shape. */
  public full({ shape: name }: Reference, member: string): unknown {
    const shape = this.shape(name);
    if (shape.type === 'structure') {
      const members = Object.entries(shape.members!)
        .filter(([key]) => !PLACES.includes(key))
        .map(([key, reference]) => [key, this.full(reference, key)]);
      return Object.fromEntries(members) as object;
    }
    if (shape.type === 'list') return [this.full(shape.member!, member)];
    return this.sample({ shape: name }, member);
  }

  /** All variants that are worth trying. */
  public variants({ shape: name }: Reference, member: string): Variant[] {
    const shape = this.shape(name);
    switch (shape.type) {
      case 'string':
        return shape.enum ? enumVariants(shape.enum) : this.textVariants(name, shape, member);
      case 'integer':
        return integerVariants(shape);
      case 'boolean':
        return [true, false].map((value) => ({ label: String(value), value, valid: true }));
      case 'timestamp':
        return [{ label: 'a time', value: { $timestamp: LAST_CENTURY }, valid: true }];
      case 'list':
        return this.listVariants(shape, member);
      case 'map':
        return this.mapVariants(shape, member);
      case 'structure':
        return this.structureVariants(shape, this.structure(shape, shape.required ?? [], 0));
    }
  }

  /** The variants of each member of a structure, each in place of the member's value. */
  public structureVariants(shape: Shape, whole: Readonly<Record<string, unknown>>): Variant[] {
    return Object.entries(shape.members!).flatMap(([key, reference]) => {
      const changed = this.variants(reference, key).map(({ label, value, valid }) => ({
        label: `${key} ${label}`,
        value: { ...whole, [key]: value },
        valid,
      }));
      if (!shape.required?.includes(key)) return changed;
      const { [key]: _, ...rest } = whole;
      return [...changed, { label: `${key} missing`, value: rest, valid: false as const }];
    });
  }

  private shape(name: string): Shape {
    return this.service.shapes[name]!;
  }

  private structure(shape: Shape, members: readonly string[], index: number): Record<string, unknown> {
    return Object.fromEntries(members.map((key) => [key, this.sample(shape.members![key]!, key, index)]));
  }

  private list({ member: item }: Shape, member: string, size: number): unknown[] {
    return Array.from({ length: size }, (_, index) => this.sample(item!, member, index));
  }

  private text(shape: Shape, member: string, index: number): string {
    if (shape.enum) return shape.enum[index % shape.enum.length]!;
    const existing = this.existing(member, index);
    if (existing !== undefined && (patternOf(shape)?.test(existing) ?? true)) return existing;
    const { min = 0, max = Infinity } = shape;
    const { make } = recipeOf(shape);
    const length = Math.max(min, Math.min(max, shape.pattern === undefined ? 8 : 12));
    return make === anything.make
      ? `${'x'.repeat(length - 2)}${String(index).padStart(2, '0')}`
      : make(length);
  }

  private textVariants(name: string, shape: Shape, member: string): Variant[] {
    const { make, shortest = 0, longest = Infinity, broken } = recipeOf(shape);
    const { min = 0, max = Infinity } = shape;
    const valid = REFERENCES.has(name) || NAMING_MEMBERS.has(member) ? 'maybe' : true;
    const variants: Variant[] = [];
    const shortestValid = Math.max(min, shortest);
    const longestValid = Math.min(max, longest);
    if (shortestValid > 0) variants.push({ label: `of ${shortestValid}`, value: make(shortestValid), valid });
    if (longestValid < Infinity && longestValid > shortestValid) {
      variants.push({ label: `of ${longestValid}`, value: make(longestValid), valid });
    }
    if (min > 0) variants.push({ label: `too short (${min - 1})`, value: 'x'.repeat(min - 1), valid: false });
    if (max < Infinity) {
      variants.push({
        label: `too long (${max + 1})`,
        value: `${make(max)}x`.padEnd(max + 1, 'x'),
        valid: false,
      });
    }
    for (const value of broken) {
      variants.push({
        label: `broken (${JSON.stringify(value)})`,
        value: value.padEnd(min, value.at(-1)),
        valid: false,
      });
    }
    return variants;
  }

  private listVariants(shape: Shape, member: string): Variant[] {
    const { min = 0, max = Infinity } = shape;
    const sizes: [string, number, boolean][] = [
      ...(max < Infinity
        ? ([
            [`of ${max} items`, max, true],
            [`of ${max + 1} items`, max + 1, false],
          ] as [string, number, boolean][])
        : []),
      ...(min > 0 ? ([['without items', 0, false]] as [string, number, boolean][]) : []),
    ];
    return [
      ...sizes.map(([label, size, valid]) => ({ label, value: this.list(shape, member, size), valid })),
      ...this.variants(shape.member!, member).map((item) => ({
        ...item,
        label: `item ${item.label}`,
        value: [item.value],
      })),
    ];
  }

  private mapVariants(shape: Shape, member: string): Variant[] {
    const key = this.sample(shape.key!, `${member}Key`) as string;
    const value = this.sample(shape.value!, member);
    return [
      ...this.variants(shape.key!, `${member}Key`).map((item) => ({
        ...item,
        label: `key ${item.label}`,
        value: { [item.value as string]: value },
      })),
      ...this.variants(shape.value!, member).map((item) => ({
        ...item,
        label: `value ${item.label}`,
        value: { [key]: item.value },
      })),
    ];
  }
}

function enumVariants(values: readonly string[]): Variant[] {
  return [
    ...values.map((value) => ({ label: value, value, valid: true as const })),
    { label: 'out of enum', value: 'OTHER', valid: false },
  ];
}

function integerVariants({ min, max }: Shape): Variant[] {
  const variants: Variant[] = [];
  for (const [limit, beyond] of [
    [min, -1],
    [max, 1],
  ] as const) {
    if (limit === undefined) continue;
    variants.push({ label: `of ${limit}`, value: limit, valid: true });
    variants.push({ label: `of ${limit + beyond}`, value: limit + beyond, valid: false });
  }
  return variants;
}

function recipeOf(shape: Shape): Recipe {
  if (shape.pattern === undefined) return anything;
  const recipe = RECIPES.find(([start]) => shape.pattern!.startsWith(start))?.[1];
  if (!recipe) throw new Error(`no recipe for texts of the pattern ${shape.pattern}`);
  for (const text of recipe.broken) {
    if (patternOf(shape)!.test(text)) {
      throw new Error(`${JSON.stringify(text)} does not break ${shape.pattern}`);
    }
  }
  return recipe;
}

/** Letters and digits that no other request uses. */
function unique(length: number): string {
  return randomBytes(Math.ceil(length / 2))
    .toString('hex')
    .slice(0, length);
}

import { check, isObject, listOf, must, OBJECT, optional, TEXT } from '../inputs';

/** A CloudFormation template, as far as this deployment reads it. */
export interface Template {
  Parameters?: Record<string, TemplateParameter>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, TemplateOutput>;
  Transform?: unknown;
  /** Sections that make no difference here: `Metadata`, `Rules`, … */
  [section: string]: unknown;
}

/** A parameter of a template. */
export interface TemplateParameter {
  Type: string;
  Default?: unknown;
  AllowedValues?: unknown[];
  AllowedPattern?: string;
  MinLength?: number | string;
  MaxLength?: number | string;
  MinValue?: number | string;
  MaxValue?: number | string;
  ConstraintDescription?: string;
  NoEcho?: boolean;
}

/** A resource of a template. */
export interface TemplateResource {
  Type: string;
  Properties?: Properties;
  DependsOn?: string | string[];
  Condition?: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Metadata?: Record<string, unknown>;
  /** For example `CreationPolicy`, which makes no difference here. */
  [attribute: string]: unknown;
}

/** An output of a template. */
export interface TemplateOutput {
  Value: unknown;
  Condition?: string;
  Export?: { Name: unknown };
  Description?: string;
}

/** Properties of a resource. */
export type Properties = Record<string, unknown>;

const SECTIONS = ['Parameters', 'Mappings', 'Conditions', 'Resources', 'Outputs'] as const;

const LOGICAL_IDS = must(
  'a logical id or a list of them',
  (value) => !TEXT(value) || !listOf('logical ids', TEXT)(value),
);
const A_VALUE = must('given', (value) => value !== undefined);

/** @throws Error if a template is not put together as its types say */
export function checkTemplate(template: Template): void {
  for (const section of SECTIONS) check(`'${section}' of the template`, template[section], optional(OBJECT));
  const entries = (section: 'Parameters' | 'Mappings' | 'Resources' | 'Outputs') =>
    Object.entries(template[section] ?? {}).map(([id, entry]) => {
      check(`'${id}' in '${section}' of the template`, entry, OBJECT);
      return [`of '${id}' in '${section}' of the template`, entry as unknown] as const;
    });
  entries('Mappings');
  for (const [of, parameter] of entries('Parameters')) {
    check(`'Type' ${of}`, (parameter as TemplateParameter).Type, TEXT);
  }
  for (const [of, resource] of entries('Resources')) {
    const { Type: type, Properties: properties, DependsOn: dependsOn } = resource as TemplateResource;
    check(`'Type' ${of}`, type, TEXT);
    check(`'Properties' ${of}`, properties, optional(OBJECT));
    check(`'DependsOn' ${of}`, dependsOn, optional(LOGICAL_IDS));
  }
  for (const [of, output] of entries('Outputs')) {
    const { Value: value, Export: exported } = output as TemplateOutput;
    check(`'Value' ${of}`, value, A_VALUE);
    check(
      `'Export' ${of}`,
      exported,
      optional(must('an object with Name', (given) => isObject(given) && 'Name' in given)),
    );
  }
}

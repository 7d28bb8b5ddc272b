/** A CloudFormation template, as far as this deployment reads it. */
export interface Template {
  Parameters?: Record<string, TemplateParameter>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, TemplateOutput>;
  Transform?: unknown;
  Rules?: Record<string, TemplateRule>;
  /** Sections that make no difference here: `Metadata`, `Description`, … */
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

/** What is demanded of the parameters of a template. */
export interface TemplateRule {
  RuleCondition?: unknown;
  Assertions: { Assert: unknown; AssertDescription?: string }[];
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

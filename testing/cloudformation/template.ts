/** The parts of a CloudFormation template that a deployment reads. */
export interface Template {
  /** The parameters, by logical id. */
  Parameters?: Record<string, TemplateParameter>;
  /** The mappings, for `Fn::FindInMap`. */
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  /** The conditions, by name. */
  Conditions?: Record<string, unknown>;
  /** The resources, by logical id. */
  Resources: Record<string, TemplateResource>;
  /** The outputs, by logical id. */
  Outputs?: Record<string, TemplateOutput>;
  /** The macros of the template. */
  Transform?: unknown;
  /** The rules that the parameters must follow, by name. */
  Rules?: Record<string, TemplateRule>;
  /** Sections that have no effect here: `Metadata`, `Description`, … */
  [section: string]: unknown;
}

/** A parameter of a template. */
export interface TemplateParameter {
  /** The type, such as `String`. */
  Type: string;
  /** The value if none is passed. */
  Default?: unknown;
  /** The values that are valid. */
  AllowedValues?: unknown[];
  /** The regular expression that the value must match. */
  AllowedPattern?: string;
  /** The smallest number of characters. */
  MinLength?: number | string;
  /** The largest number of characters. */
  MaxLength?: number | string;
  /** The smallest number. */
  MinValue?: number | string;
  /** The largest number. */
  MaxValue?: number | string;
  /** The description of valid values, for the error about an invalid one. */
  ConstraintDescription?: string;
  /** Whether the value is masked. */
  NoEcho?: boolean;
}

/** A resource of a template. */
export interface TemplateResource {
  /** The type, such as `AWS::Chime::Channel`. */
  Type: string;
  /** The properties of the resource. */
  Properties?: Properties;
  /** The logical ids of the resources that must be created first. */
  DependsOn?: string | string[];
  /** The condition under which the resource is created. */
  Condition?: string;
  /** What happens to the resource when it is removed from the stack. */
  DeletionPolicy?: string;
  /** What happens to the resource when it is replaced. */
  UpdateReplacePolicy?: string;
  /** Such as `aws:cdk:path`, by which a deployment finds constructs. */
  Metadata?: Record<string, unknown>;
  /** For example `CreationPolicy`, which has no effect here. */
  [attribute: string]: unknown;
}

/** A rule that the parameters of a template must follow. */
export interface TemplateRule {
  /** The condition under which the rule applies. */
  RuleCondition?: unknown;
  /** What must be true of the parameters, and the description of the error if it isn't. */
  Assertions: TemplateAssertion[];
}

/** An assertion of a rule. */
export interface TemplateAssertion {
  /** The condition that must be true. */
  Assert: unknown;
  /** The description of the error if it isn't. */
  AssertDescription?: string;
}

/** An output of a template. */
export interface TemplateOutput {
  /** The value. */
  Value: unknown;
  /** The condition under which the output exists. */
  Condition?: string;
  /** The export, for other stacks. */
  Export?: {
    /** The name, unique among the stacks of the emulator. */
    Name: unknown;
  };
  /** The description of the output. */
  Description?: string;
}

/** Properties of a resource. */
export type Properties = Record<string, unknown>;

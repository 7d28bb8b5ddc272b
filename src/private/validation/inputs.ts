import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { got, ValidationError, type Where } from './validation-error';

/**
 * The rules for inputs. Plain JavaScript and Python have no compiler that checks them: without these rules, the user would get a
 * TypeError from inside the library, or no error before the deployment. Each struct lists its properties in a `Shape`, and is
 * checked before anything is created.
 */
interface Kind {
  readonly rule: string;
  readonly accepts: (value: unknown) => boolean;
}

const KINDS = {
  /** For properties that are checked elsewhere. */
  any: { rule: 'anything', accepts: () => true },
  text: typed('string', 'a string'),
  number: typed('number', 'a number'),
  flag: typed('boolean', 'true or false'),
  map: { rule: 'an object with strings as values', accepts: isMapOfStrings },
  struct: { rule: 'an object', accepts: isStruct },
  duration: having('toSeconds', 'a Duration, for example Duration.seconds(60)'),
  construct: { rule: 'a construct', accepts: Construct.isConstruct },

  appInstance: resource(
    'appInstanceRef',
    'a CfnAppInstance, or AppInstance.fromAppInstanceArn() for an existing one',
  ),
  channel: resource('channelRef', 'a CfnChannel, or Channel.fromChannelArn() for an existing one'),
  channelFlow: resource('channelFlowRef', 'a ChannelFlow, a CfnChannelFlow, or an import of ChannelFlow'),
  user: resource(
    'appInstanceUserRef',
    'a CfnAppInstanceUser; for an existing one, use ChimeBearer.fromArn()',
  ),
  bot: resource('appInstanceBotRef', 'a CfnAppInstanceBot; for an existing one, use ChimeBearer.fromArn()'),
  bearer: {
    rule: 'a ChimeBearer: ChimeBearer.appInstanceUser(), appInstanceBot() or fromArn()',
    accepts: isBearer,
  },
  bearers: {
    rule: 'a list of ChimeBearers, for example the bearer of an AppInstanceAdmin',
    accepts: (value) => Array.isArray(value) && [...(value as unknown[])].every(isBearer), // holes as well
  },
  appInstanceAdminProvider: having('_allowPromote', 'an AppInstanceAdminProvider'),
  channelFlowCoverageProvider: having('_allowCover', 'a ChannelFlowCoverageProvider'),
  channelFlowProvider: having('_allowManage', 'a ChannelFlowProvider'),
  channelFlowAssociationProvider: having('_allowAssociate', 'a ChannelFlowAssociationProvider'),
  messagingStreamingConfiguration: {
    rule: 'a MessagingStreamingConfiguration, or MessagingStreamingConfiguration.fromMessagingStreamingConfigurationAttributes() for an existing one',
    accepts: (value) => isConstruct(value) && 'appInstanceArn' in value && 'channelMessageStream' in value,
  },
  messagingStreamingConfigurationProvider: having(
    '_allowStream',
    'a MessagingStreamingConfigurationProvider',
  ),
  processorGuard: having('_guard', 'a ProcessorGuard'),

  eventTarget: having('bind', "a target of 'aws-cdk-lib/aws-events-targets', for example LambdaFunction"),
  function: {
    rule: 'a Lambda function, version or alias',
    // the URL of a function has its ARN, too
    accepts: (value) => isConstruct(value) && 'functionArn' in value && 'addPermission' in value,
  },
  grantee: having('grantPrincipal', 'a grantable: a role, a function, or another resource with a role'),
  key: resource('keyArn', 'a KMS key'),
  logGroup: resource('logGroupArn', 'a LogGroup'),
  role: resource('roleArn', 'a Role'),
  runtime: having('runtimeEquals', 'a Runtime of AWS Lambda'),
  securityGroups: {
    rule: 'a list of security groups',
    accepts: (value) =>
      Array.isArray(value) && [...(value as unknown[])].every(isResource('securityGroupId')), // holes as well
  },
  stream: resource('streamArn', 'a Kinesis stream'),
  vpc: resource('vpcId', 'a Vpc'),
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

/** The members of an enum. */
type Choices = Readonly<Record<string, string>>;

/** The properties of a struct: the kind of each, and whether it is optional. The compiler detects a missing one. */
export type Shape<T> = {
  readonly [P in keyof Required<T>]: undefined extends T[P] ? `${KindName}?` | Choices : KindName | Choices;
};

export interface StructOptions {
  /**
   * Whether other properties are allowed: those that a subclass adds to a struct, or that several constructs share. Properties
   * that look like another spelling of a known one are never allowed.
   * @default false
   */
  readonly allowOthers?: boolean;
  /**
   * Properties that are allowed because they are meant for others.
   * @default none
   */
  readonly ignored?: ReadonlySet<string>;
}

/** Arguments that an error about one of their properties need not name. */
const TOP_LEVEL = ['attributes', 'options', 'props'];

/** Checks that a value is a struct of a shape: rejects unknown keys, missing ones, and values of another kind. */
export function validateStruct(
  where: Where | undefined,
  property: string,
  value: unknown,
  shape: Readonly<Record<string, string | Choices>>,
  options: StructOptions = {},
): void {
  if (!isStruct(value)) {
    const required = Object.keys(shape).filter((key) => isRequired(shape[key]));
    const rule = required.length > 0 ? `an object with ${quoted(required)}` : 'an object';
    throw new ValidationError(`'${property}' must be ${rule}, ${got(value)}`, where);
  }
  validateKeys(where, property, value, Object.keys(shape), options);
  const prefix = TOP_LEVEL.includes(property) ? '' : `${property}.`;
  for (const [key, kind] of Object.entries(shape)) {
    if (typeof kind !== 'string') {
      validateChoice(where, `${prefix}${key}`, value[key] as string, kind);
    } else if (value[key] !== undefined || isRequired(kind)) {
      validateKind(where, `${prefix}${key}`, value[key], kind.replace('?', '') as KindName);
    }
  }
}

/** Checks that a value is of the kind that its property accepts. */
export function validateKind(
  where: Where | undefined,
  property: string,
  value: unknown,
  kind: KindName,
): void {
  if (isOfKind(value, kind)) return;
  throw new ValidationError(`'${property}' must be ${KINDS[kind].rule}, ${got(value)}`, where);
}

/** Whether a value is of a kind. */
export function isOfKind(value: unknown, kind: KindName): boolean {
  return KINDS[kind].accepts(value);
}

/** Checks that a value, if there is one, is a member of an enum. */
export function validateChoice(
  where: Where | undefined,
  property: string,
  value: string | undefined,
  choices: Choices,
): void {
  const known = Object.values(choices);
  if (value === undefined || known.includes(value)) return;
  const hint = Token.isUnresolved(value) ? ': it must be known at synthesis' : '';
  throw new ValidationError(`'${property}' must be one of ${known.join(', ')}, ${got(value)}${hint}`, where);
}

/** An unknown key would be ignored, and so would the change that it was meant to make. */
function validateKeys(
  where: Where | undefined,
  property: string,
  struct: object,
  known: string[],
  { allowOthers = false, ignored }: StructOptions,
): void {
  const isUnknown = (key: string) =>
    !known.includes(key) &&
    !ignored?.has(key) &&
    (!allowOthers || known.some((other) => plain(other) === plain(key)));
  const unknown = Object.entries(struct).flatMap(([key, value]) =>
    value !== undefined && isUnknown(key) ? [key] : [],
  );
  if (unknown.length === 0) return;
  const meant = known.filter((key) => unknown.some((other) => plain(other) === plain(key)));
  const question = meant.length > 0 ? `, did you mean ${quoted(meant)}?` : ':';
  const noun = unknown.length === 1 ? 'property' : 'properties';
  throw new ValidationError(
    `unknown ${noun} ${quoted(unknown)} of '${property}'${question} the properties are ${quoted(known)}`,
    where,
  );
}

/** A name in a form that is the same in every language's convention: `error_action`, `ErrorAction`. */
function plain(name: string): string {
  return name.replace(/[\W_]/g, '').toLowerCase();
}

function quoted(names: string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

function isRequired(kind: string | Choices | undefined): boolean {
  return typeof kind === 'string' && !kind.endsWith('?');
}

function typed(type: 'string' | 'number' | 'boolean', rule: string): Kind {
  return { rule, accepts: (value) => typeof value === type };
}

/** By a member rather than by class, because several copies of a library may be installed. The class itself is not accepted. */
function having(member: string, rule: string): Kind {
  return {
    rule,
    accepts: (value) =>
      typeof value !== 'function' && (Object(value) as Record<string, unknown>)[member] !== undefined,
  };
}

/** A construct that represents something in an environment. */
function resource(member: string, rule: string): Kind {
  return { rule, accepts: isResource(member) };
}

function isResource(member: string): (value: unknown) => boolean {
  return (value) => {
    const members = Object(value) as Record<string, unknown>;
    return [member, 'env', 'node'].every((name) => members[name] !== undefined);
  };
}

/** A plain object: not a list, a map or a promise, whose contents are not in its properties. */
function isStruct(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]' && !Construct.isConstruct(value);
}

function isConstruct(value: unknown): value is Construct {
  return Construct.isConstruct(value);
}

function isBearer(value: unknown): boolean {
  return isStruct(value) && '_appInstanceArn' in value;
}

function isMapOfStrings(value: unknown): boolean {
  return isStruct(value) && Object.values(value).every((item) => typeof item === 'string');
}

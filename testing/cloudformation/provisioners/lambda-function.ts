import { isDeepStrictEqual } from 'node:util';
import {
  assetCode,
  inlineCode,
  isSupportedRuntime,
  type FunctionCode,
  type FunctionConfiguration,
} from '../../cloud/lambda';
import { isObject, LIST, mapOf, must, OBJECT, optional, TEXT } from '../../inputs';
import { isScalar } from '../intrinsics';
import {
  objectWith,
  provisioner,
  wholeNumber,
  type Provisioned,
  type Provisioner,
  type ProvisioningContext,
} from '../provisioner';
import { nameOf } from '../resource-names';
import { setStubs } from '../stub-advice';
import type { Properties } from '../template';
import { LAYER_TYPE } from './lambda-layer';
import { OF_CDK } from './of-cdk';

export const FUNCTION_TYPE = 'AWS::Lambda::Function';

interface FunctionProperties {
  FunctionName?: string | number;
  Runtime?: string;
  Handler?: string;
  Role?: string;
  Code: { ZipFile?: string; S3Key?: string; ImageUri?: string };
  Environment?: { Variables?: Record<string, unknown> };
  Timeout?: number | string;
  MemorySize?: number | string;
  PackageType?: string;
  Layers?: string[];
  LoggingConfig?: { LogGroup?: string };
  ReservedConcurrentExecutions?: number | string;
}

/** In a template, a number is accepted as text. */
const A_NAME = must(
  'letters, digits, hyphens and underscores, 64 at most',
  (value) => isScalar(value) && /^[\w-]{1,64}$/.test(String(value)),
);
const A_VALUE = must('a value', (value) => typeof value !== 'object');

function configure(
  functionName: string,
  properties: FunctionProperties,
  context: ProvisioningContext,
): FunctionConfiguration {
  const { Runtime: runtime, Handler: handler, Code: code, Layers: arns = [] } = properties;
  if (!isSupportedRuntime(runtime)) throw new Error(`functions of runtime '${runtime}' cannot run locally`);
  const variables = Object.entries(properties.Environment?.Variables ?? {});
  const { ReservedConcurrentExecutions: reserved } = properties;
  const { logicalId, source } = context;
  const layers = layersOf(arns, context);
  return {
    functionName,
    displayName: nameOf({ logicalId, source, definition: source.template.Resources[logicalId]! }),
    functionArn: context.arn('lambda', `function:${functionName}`),
    runtime,
    handler: handler ?? '',
    code:
      code.ZipFile === undefined
        ? assetCode(context.assetPath(code.S3Key ?? ''))
        : inlineCode(code.ZipFile, runtime),
    layers,
    lacksLayers: layers.length < arns.length,
    environment: {
      ...Object.fromEntries(variables.map(([name, value]) => [name, String(value)])),
      ...context.variables,
    },
    timeout: Number(properties.Timeout ?? 3),
    memorySize: Number(properties.MemorySize ?? 128),
    roleArn: properties.Role,
    logGroupName: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${functionName}`,
    ...(reserved !== undefined && { reservedConcurrency: Number(reserved) }),
  };
}

/** Whether a custom resource of the stack invokes the function. */
function isServiceToken({ logicalId, source }: ProvisioningContext): boolean {
  const token = { 'Fn::GetAtt': [logicalId, 'Arn'] };
  return Object.values(source.template.Resources).some(
    ({ Type: type, Properties: properties }) =>
      isDeepStrictEqual(properties?.ServiceToken, token) && !Object.hasOwn(OF_CDK, type),
  );
}

/** The contents of layers. Layers of other accounts aren't available. */
function layersOf(arns: readonly string[], { cloud, stubsType }: ProvisioningContext): FunctionCode[] {
  return arns.flatMap((arn) => {
    const found = cloud.lambda.layers.get(arn);
    if (found) return [found];
    if (stubsType(LAYER_TYPE)) return [];
    throw new Error(
      `layer ${arn} is not from a stack on this emulator, and cannot be downloaded: to run the function without it,` +
        ` ${setStubs('all')}`,
    );
  });
}

/** Why a function can't run; `undefined` if it can. */
export function functionLimit(properties: Properties): string | undefined {
  const { PackageType: packageType, Runtime: runtime, Code: code } = properties;
  if (packageType === 'Image' || (isObject(code) && 'ImageUri' in code)) return 'a container image';
  const isOther = typeof runtime === 'string' && !isSupportedRuntime(runtime);
  return isOther ? `of runtime ${runtime}` : undefined;
}

/**
 * A function that others can refer to, but that fails with an explanation when it is invoked.
 *
 * @param attributes override its own
 */
export function stubbedFunction(limit: string | undefined, attributes: Properties = {}): Provisioner {
  const stub = (properties: Properties): Properties => ({
    ...properties,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: failingCode(limit) },
    Layers: [],
  });
  const marked = (provisioned: Provisioned): Provisioned => ({
    ...provisioned,
    attributes: { ...provisioned.attributes, ...attributes },
    stub: NO_PLACEHOLDERS,
  });
  return {
    ...lambdaFunction,
    create: async (properties, context) => marked(await lambdaFunction.create(stub(properties), context)),
    update: async (existing, properties, context) =>
      marked(await lambdaFunction.update!(existing, stub(properties), context)),
  };
}

const NO_PLACEHOLDERS = { attribute: () => undefined, placeholders: new Set<string>() };

function failingCode(limit = 'a stub'): string {
  const message = `this function is only stubbed by the local deployment (${limit}): nothing runs when it is invoked`;
  return `exports.handler = async () => { throw new Error(${JSON.stringify(message)}); };`;
}

export const lambdaFunction: Provisioner = provisioner<FunctionProperties>(
  {
    replacedBy: ['FunctionName', 'PackageType'],
    create(properties, context) {
      const name = String(properties.FunctionName ?? context.physicalName(64));
      const created = context.cloud.lambda.create(configure(name, properties, context));
      if (isServiceToken(context)) created.prepare(); // while other resources are created
      return { physicalId: name, attributes: { Arn: created.configuration.functionArn } };
    },
    async update({ physicalId, attributes }, properties, context) {
      const { lambda } = context.cloud;
      const configuration = configure(physicalId, properties, context);
      const target = lambda.find(physicalId);
      if (target) await lambda.change(target, () => target.configure(configuration));
      return { physicalId, attributes };
    },
    delete({ physicalId }, { cloud }) {
      cloud.lambda.delete(physicalId);
    },
  },
  {
    required: { Code: OBJECT },
    optional: {
      FunctionName: A_NAME,
      Handler: TEXT,
      Role: TEXT,
      Environment: objectWith({ Variables: optional(mapOf('values', A_VALUE)) }),
      Layers: LIST,
      LoggingConfig: OBJECT,
      Timeout: wholeNumber(1, 900),
      MemorySize: wholeNumber(128, 32_768),
      ReservedConcurrentExecutions: wholeNumber(0, 1_000_000),
    },
  },
);

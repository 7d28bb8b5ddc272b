import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isParameterAsset, withAssetParameters } from './parameter-assets';
import type { Template } from './template';

/** A stack that can be deployed: its template, and the location of its assets. */
export interface StackSource {
  readonly stackName: string;
  readonly template: Template;
  /** The account and Region that the stack is bound to, if any. */
  readonly account?: string;
  readonly region?: string;
  /** The name of the stored parameter that holds the version of the bootstrap stack. */
  readonly bootstrapParameter?: string;
  /** Whether the stack is protected from deletion. */
  readonly terminationProtection?: boolean;
  /** Logical ids by construct path, for those that the assembly contains. */
  readonly constructPaths: ReadonlyMap<string, string>;
  /** The errors that constructs report, which keep the CDK CLI from deploying. */
  readonly errors?: readonly string[];
  /** The warnings of constructs, which the CDK CLI prints. */
  readonly warnings?: readonly string[];
  /** The file or folder of each asset, by object key. */
  readonly assets: ReadonlyMap<string, string>;
}

/** A stack in an assembly, with its names: stack name, artifact id, construct path. */
export interface AssemblyStack extends StackSource {
  readonly names: readonly string[];
}

/** How to deploy a part of an app, in words for callers of the deployment and for users of the command. */
export const ONE_STAGE = 'one stage (--deploy cdk.out/assembly-STAGE for the command)';

/** How messages name an app's stacks that are deployed. */
export function namesOf(stacks: readonly StackSource[]): string {
  return stacks.map(({ stackName }) => stackName).join(', ') || 'the app, whose stacks have no resources';
}

interface Manifest {
  artifacts?: Record<string, Artifact>;
}

interface Artifact {
  type: string;
  environment?: string;
  /** The ids of artifacts that must come first. */
  dependencies?: string[];
  displayName?: string;
  metadata?: ConstructMetadata;
  /** The file with the metadata, if it is not here. */
  additionalMetadataFile?: string;
  properties?: {
    templateFile?: string;
    file?: string;
    directoryName?: string;
    stackName?: string;
    terminationProtection?: boolean;
    bootstrapStackVersionSsmParameter?: string;
  };
}

/** Construct path → the metadata of the construct. */
type ConstructMetadata = Record<string, { type: string; data?: unknown }[]>;

interface AssetManifest {
  files?: Record<string, { source: { path?: string }; destinations: Record<string, { objectKey: string }> }>;
}

/**
 * Finds a stack in a cloud assembly, the output of `cdk synth`.
 *
 * @param name stack name, artifact id or construct path; needed only if there are several stacks
 */
export function findStack(directory: string, name?: string): AssemblyStack {
  const stacks = readStacks(directory);
  if (stacks.length === 0) throw new Error('the app has no stacks');
  const found = name === undefined ? stacks : stacks.filter((stack) => stack.names.includes(name));
  if (found.length === 1) return found[0]!;
  const known = stacks.map((stack) => `'${stack.stackName}'`).join(', ');
  throw new Error(
    name === undefined
      ? `the cloud assembly has ${stacks.length} stacks, 'stackName' must say which: ${known}`
      : `the cloud assembly has no stack '${name}', only: ${known}`,
  );
}

/** The stacks of a cloud assembly and of nested assemblies, each after the stacks that it depends on. */
export function readStacks(directory: string): AssemblyStack[] {
  if (!existsSync(join(directory, 'manifest.json'))) {
    throw new Error(
      `'${directory}' has no manifest.json: pass the folder that 'cdk synth' writes, by default cdk.out`,
    );
  }
  const artifacts = Object.entries(read<Manifest>(directory, 'manifest.json').artifacts ?? {});
  const assets = new Map(artifacts.flatMap(([, artifact]) => readAssets(directory, artifact)));
  return inOrderOfDependencies(artifacts).flatMap(([id, artifact]) => {
    if (artifact.type === 'cdk:cloud-assembly') {
      return readStacks(join(directory, artifact.properties?.directoryName ?? id));
    }
    return artifact.type === 'aws:cloudformation:stack' ? [readStack(directory, id, artifact, assets)] : [];
  });
}

/** The distinct warnings of constructs in a cloud assembly. */
export function warningsIn(directory: string): string[] {
  return [...new Set(readStacks(directory).flatMap(({ warnings = [] }) => warnings))];
}

/** Sorts artifacts by their dependencies, and otherwise keeps the order of the manifest. */
function inOrderOfDependencies(artifacts: [id: string, artifact: Artifact][]): [string, Artifact][] {
  const byId = new Map(artifacts);
  const ordered = new Map<string, Artifact>();
  const visit = (id: string): void => {
    const artifact = byId.get(id);
    if (!artifact) return;
    byId.delete(id);
    artifact.dependencies?.forEach(visit);
    ordered.set(id, artifact);
  };
  for (const [id] of artifacts) visit(id);
  return [...ordered];
}

function readStack(
  directory: string,
  id: string,
  { properties, environment, displayName, metadata, additionalMetadataFile: metadataFile }: Artifact,
  assets: ReadonlyMap<string, string>,
): AssemblyStack {
  const stackName = properties?.stackName ?? id;
  const [account, region] = environment?.replace(/^aws:\/\//, '').split('/') ?? [];
  const known = {
    ...metadata,
    ...(metadataFile !== undefined && read<ConstructMetadata>(directory, metadataFile)),
  };
  const told = Object.values(known)
    .flat()
    .map(({ data }) => data)
    .filter(isParameterAsset);
  // the AWS CDK leaves out the section if it is empty
  const template = { Resources: {}, ...read<Partial<Template>>(directory, properties?.templateFile ?? '') };
  return {
    stackName,
    names: [stackName, id, ...(displayName === undefined ? [] : [displayName])],
    template: withAssetParameters(template, told),
    account: account === 'unknown-account' ? undefined : account,
    region: region === 'unknown-region' ? undefined : region,
    bootstrapParameter: properties?.bootstrapStackVersionSsmParameter,
    terminationProtection: properties?.terminationProtection ?? false,
    constructPaths: new Map(logicalIds(known)),
    errors: messagesIn(known, 'aws:cdk:error'),
    warnings: messagesIn(known, 'aws:cdk:warning'),
    assets: new Map([...assets, ...told.map((asset) => [asset.id, join(directory, asset.path)] as const)]),
  };
}

function logicalIds(metadata: ConstructMetadata): [string, string][] {
  return Object.entries(metadata).flatMap(([path, entries]) =>
    entries
      .filter(({ type }) => type === 'aws:cdk:logicalId')
      .map(({ data }): [string, string] => [path.replace(/^\//, ''), String(data)]),
  );
}

/** The messages of one kind that constructs report, each with its path. */
function messagesIn(metadata: ConstructMetadata, reported: string): string[] {
  return Object.entries(metadata).flatMap(([path, entries]) =>
    entries
      .filter(({ type }) => type === reported)
      .map(({ data }) => `${path.replace(/^\//, '')}: ${String(data)}`),
  );
}

function readAssets(directory: string, { type, properties }: Artifact): [string, string][] {
  if (type !== 'cdk:asset-manifest') return [];
  const { files = {} } = read<AssetManifest>(directory, properties?.file ?? '');
  return Object.values(files).flatMap(({ source: { path }, destinations }) =>
    path === undefined
      ? []
      : Object.values(destinations).map(({ objectKey }): [string, string] => [
          objectKey,
          join(directory, path),
        ]),
  );
}

function read<T>(directory: string, file: string): T {
  try {
    return JSON.parse(readFileSync(join(directory, file), 'utf8')) as T;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? `'${file}' is missing` : `'${file}' cannot be read: ${message}`;
    throw new Error(`'${directory}' is not a complete cloud assembly, ${reason}: synthesize the app again`);
  }
}

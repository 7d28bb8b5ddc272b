import { setStubs } from './stub-advice';
import type { LocalCloud } from '../cloud';
import { isObject } from '../inputs';

const SECRET_TYPE = 'AWS::SecretsManager::Secret';

/** The environment in which dynamic references are resolved. */
export interface DynamicReferenceScope {
  readonly cloud: LocalCloud;
  /** Whether resources of a type that does not run here are stubbed. */
  readonly stubsType: (type: string) => boolean;
}

/**
 * Replaces every `{{resolve:service:reference}}` in a value whose intrinsic functions have been evaluated, because they
 * may build the reference.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export function resolveDynamicReferences(value: unknown, scope: DynamicReferenceScope): unknown {
  if (typeof value === 'string') {
    return value.replace(/\{\{resolve:([^:}]+):([^}]+)\}\}/g, (whole, service: string, reference: string) =>
      lookUp(whole, service, reference, scope),
    );
  }
  if (Array.isArray(value)) return value.map((item) => resolveDynamicReferences(item, scope));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveDynamicReferences(item, scope)]),
  );
}

function lookUp(
  whole: string,
  service: string,
  reference: string,
  { cloud, stubsType }: DynamicReferenceScope,
): string {
  if (service === 'secretsmanager') {
    const [id = ''] = reference.split(/:(?:SecretString|SecretBinary)?(?::|$)/);
    if (stubsType(SECRET_TYPE)) return `stub-of-secret-${id.split(':').at(-1)}`;
    throw new Error(
      `the reference ${whole} needs Secrets Manager, which does not run locally: ` +
        `${setStubs('all', { types: [SECRET_TYPE] })} for a placeholder`,
    );
  }
  const [, name = '', version] = /^(.*?)(?::(\d+))?$/.exec(reference) ?? [];
  const { storedParameters } = cloud;
  const isStored = service === 'ssm' || service === 'ssm-secure';
  const value =
    isStored && version !== undefined
      ? storedParameters.version(name, Number(version))
      : isStored && storedParameters.get(name);
  if (typeof value === 'string') return value;
  throw new Error(`the reference ${whole} leads nowhere: ${reason(service, name, version)}`);
}

function reason(service: string, name: string, version: string | undefined): string {
  if (!service.startsWith('ssm')) return `there is no service '${service}' for dynamic references`;
  return `there is no parameter '${name}'${version === undefined ? '' : ` of version ${version}`}`;
}

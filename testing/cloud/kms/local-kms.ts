import { decideByKeyPolicy } from './key-policy';
import type { LocalIam, PolicyDocument } from '../iam';

/** A use of a key by a service on behalf of a caller. */
export interface KeyUse {
  /** The access key that signed the call; `undefined` if the call is not signed. */
  readonly accessKeyId: string | undefined;
  /** For example `kms:Decrypt`. */
  readonly action: string;
  /** The ARN of the key. */
  readonly keyArn: string;
  /** The condition keys of the use, such as `kms:ViaService`. */
  readonly context: Readonly<Record<string, string>>;
}

/** Options for `LocalKms`. */
export interface LocalKmsOptions {
  readonly iam: LocalIam;
  /** The prefix of the ARNs of keys and aliases, up to the account. */
  readonly arnPrefix: string;
}

/**
 * The keys and aliases of this machine, and who may use them. Nothing is encrypted.
 *
 * A key that no stack here defines is assumed to have the default policy, under which the policies of roles and users
 * decide. An alias that is not here is assumed to point to a key of the same name.
 */
export class LocalKms {
  private readonly policies = new Map<string, PolicyDocument>();
  /** The ARN of the key for each alias. */
  private readonly aliases = new Map<string, string>();
  private readonly deleted = new Set<string>();

  public constructor(private readonly options: LocalKmsOptions) {}

  /**
   * Creates a key, or changes its policy.
   *
   * @param policy by default, the service's default policy, under which the policies of roles and users decide
   */
  public putKey(keyArn: string, policy: PolicyDocument = defaultPolicy(keyArn)): void {
    this.policies.set(keyArn, policy);
  }

  /** Makes the key unusable. */
  public deleteKey(keyArn: string): void {
    this.policies.delete(keyArn);
    this.deleted.add(keyArn);
  }

  /** Whether the key is scheduled for deletion. */
  public isDeleted(keyArn: string): boolean {
    return this.deleted.has(keyArn);
  }

  /** @throws if the alias already exists */
  public createAlias(name: string, keyId: string): void {
    if (this.aliases.has(name)) throw new Error(`alias already exists: '${name}'`);
    this.updateAlias(name, keyId);
  }

  /** Points an alias to another key. */
  public updateAlias(name: string, keyId: string): void {
    this.aliases.set(name, this.keyArnOf(keyId));
  }

  public deleteAlias(name: string): void {
    this.aliases.delete(name);
  }

  /** The ARN of a key, by its id, ARN, or alias. */
  public keyArnOf(keyId: string): string {
    const resource = keyId.startsWith('arn:') ? keyId.split(':').slice(5).join(':') : keyId;
    if (resource.startsWith('alias/')) {
      return this.aliases.get(resource) ?? `${this.options.arnPrefix}key/${resource.slice('alias/'.length)}`;
    }
    return keyId.startsWith('arn:') ? keyId : `${this.options.arnPrefix}key/${keyId}`;
  }

  /** Decides on a use of a key: by its policy and, if that delegates the decision, by the caller's policies. */
  public authorize({ accessKeyId, action, keyArn, context }: KeyUse): ReturnType<LocalIam['authorize']> {
    const { iam } = this.options;
    const caller = iam.callerOf(accessKeyId);
    if (!caller) return { allowed: true };

    const { principalArn } = caller;
    const about = {
      ...context,
      'kms:CallerAccount': principalArn.split(':')[4]!,
      'kms:ResourceAliases': this.aliasesOf(keyArn),
    };
    const policy = this.policies.get(keyArn) ?? defaultPolicy(keyArn);
    const decision = decideByKeyPolicy(policy, { principalArn, action, resource: keyArn, context: about });
    const refusal = `User: ${caller.sessionArn} is not authorized to perform: ${action} on resource: ${keyArn}`;
    if (decision === 'denied') {
      return { allowed: false, reason: `${refusal} with an explicit deny in a resource-based policy` };
    }
    if (decision === 'silent') {
      return {
        allowed: false,
        reason: `${refusal} because no resource-based policy allows the ${action} action`,
      };
    }
    const request = { action, resource: keyArn, context: about };
    if (decision === 'allowed' && !iam.denies(principalArn, request)) return { allowed: true };
    const { allowed } = iam.authorize({ accessKeyId, action, resources: [keyArn], context: about });
    if (allowed) return { allowed };
    return { allowed, reason: `${refusal} because no identity-based policy allows the ${action} action` };
  }

  private aliasesOf(keyArn: string): string[] {
    const known = [...this.aliases].filter(([, target]) => target === keyArn).map(([name]) => name);
    return this.policies.has(keyArn) ? known : [...known, `alias/${keyArn.split(':key/')[1]}`];
  }
}

/** The default key policy, both of the service and of the AWS CDK. */
function defaultPolicy(keyArn: string): PolicyDocument {
  const account = keyArn.split(':')[4];
  return { Statement: { Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: account! } } };
}

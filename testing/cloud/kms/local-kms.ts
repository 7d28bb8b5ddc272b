import { decideByKeyPolicy } from './key-policy';
import type { LocalIam, PolicyDocument } from '../iam';

/** Something that a service does with a key for a caller. */
export interface KeyUse {
  /** Who signed the call; `undefined` if nobody did. */
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
  /** What the ARNs of keys and aliases begin with, up to the account. */
  readonly arnPrefix: string;
}

/**
 * The keys and aliases of this machine, and who may use them. Nothing is encrypted.
 *
 * A key that no stack here defines is taken for one with the default policy, by which the policies of roles and users decide; an alias
 * that is not here, for that of a key of the same name.
 */
export class LocalKms {
  private readonly policies = new Map<string, PolicyDocument>();
  /** The ARNs of the keys, by the names of the aliases. */
  private readonly aliases = new Map<string, string>();
  private readonly deleted = new Set<string>();

  public constructor(private readonly options: LocalKmsOptions) {}

  /**
   * Creates a key, or gives it another policy.
   *
   * @param policy by default, that of the service, by which the policies of roles and users decide
   */
  public putKey(keyArn: string, policy: PolicyDocument = defaultPolicy(keyArn)): void {
    this.policies.set(keyArn, policy);
  }

  /** Nothing can be done with the key anymore. */
  public deleteKey(keyArn: string): void {
    this.policies.delete(keyArn);
    this.deleted.add(keyArn);
  }

  /** Whether the key is about to be deleted. */
  public isDeleted(keyArn: string): boolean {
    return this.deleted.has(keyArn);
  }

  /** @throws if there is such an alias */
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

  /** The ARN of a key that is named by its id, its ARN, or an alias. */
  public keyArnOf(keyId: string): string {
    const resource = keyId.startsWith('arn:') ? keyId.split(':').slice(5).join(':') : keyId;
    if (resource.startsWith('alias/')) {
      return this.aliases.get(resource) ?? `${this.options.arnPrefix}key/${resource.slice('alias/'.length)}`;
    }
    return keyId.startsWith('arn:') ? keyId : `${this.options.arnPrefix}key/${keyId}`;
  }

  /** Decides on a use of a key, by its policy and, where that leaves it to them, by the policies of the caller. */
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

/** The one that the service gives a key, and the AWS CDK as well. */
function defaultPolicy(keyArn: string): PolicyDocument {
  const account = keyArn.split(':')[4];
  return { Statement: { Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: account! } } };
}

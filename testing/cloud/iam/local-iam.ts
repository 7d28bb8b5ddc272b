import { randomBytes } from 'node:crypto';
import type { ConditionContext } from './conditions';
import { evaluate, type AccessRequest, type Decision } from './evaluate';
import { checkInlineSize } from './inline-size';
import { awsManagedPolicy } from './managed-policies';
import type { PolicyDocument } from './policy-document';
import type { RequestAuthorizer } from '../../emulator';

/** Credentials in the form of environment variables. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** A role or a user. */
interface Principal {
  readonly inline: Map<string, Policy>;
  /** By ARN, with the time span in which they are attached. */
  readonly managedPolicies: Map<string, { readonly from: number; readonly until: number }>;
  boundaryArn?: string;
}

interface Policy {
  readonly document: PolicyDocument;
  /** The time from which the document is in effect. */
  readonly effectiveAt: number;
  /** The document in effect until then. */
  readonly former?: PolicyDocument;
}

/** The user of an access key. */
interface Session {
  readonly principalArn: string;
  readonly name: string;
  readonly credentials: Credentials;
}

/** A signed call to authorize; a condition key may have several values. */
type SignedCall = Omit<Parameters<RequestAuthorizer['authorize']>[0], 'context'> & {
  readonly context?: ConditionContext;
};

/** Options for `LocalIam`. */
export interface LocalIamOptions {
  /** The time, in milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * The identities of this machine, and the permissions that their policies grant.
 *
 * Roles and users are created by the stacks that define them. Any unknown caller (the person at the keyboard, a test, a
 * role of another account) is treated as the administrator, who has all permissions.
 */
export class LocalIam implements RequestAuthorizer {
  /** How long a new, changed, attached, or detached policy takes to take effect, in milliseconds. */
  public propagationDelay = 0;
  private readonly principals = new Map<string, Principal>();
  private readonly managedPolicies = new Map<string, Policy>();
  /** Deleted principals: their credentials are no longer valid. */
  private readonly deleted = new Set<string>();
  private readonly sessions = new Map<string, Session>();
  /** By principal and session name. */
  private readonly credentials = new Map<string, Credentials>();

  public constructor(private readonly options: LocalIamOptions) {}

  /** Registers a role or a user, or changes its permissions boundary. */
  public putPrincipal(arn: string, options: { boundaryArn?: string } = {}): void {
    const principal: Principal = this.principals.get(arn) ?? {
      inline: new Map(),
      managedPolicies: new Map(),
    };
    this.deleted.delete(arn);
    principal.boundaryArn = options.boundaryArn;
    this.principals.set(arn, principal);
  }

  /** The ARN of a role or user; it includes a path, which the name does not. */
  public arnOf(kind: 'role' | 'user', name: string): string | undefined {
    return [...this.principals.keys()].find((arn) => arn.includes(`:${kind}/`) && arn.endsWith(`/${name}`));
  }

  /** The ARN of a customer managed policy; it includes a path, which the name does not. */
  public policyArnOf(name: string): string | undefined {
    return [...this.managedPolicies.keys()].find((arn) => arn.endsWith(`/${name}`));
  }

  public deletePrincipal(arn: string): void {
    this.principals.delete(arn);
    this.deleted.add(arn);
  }

  /**
   * Adds or changes an inline policy of a principal.
   *
   * @throws if the principal's inline policies are too large together
   */
  public putInlinePolicy(principalArn: string, name: string, document: PolicyDocument): void {
    const policies = this.principals.get(principalArn)?.inline;
    if (!policies) return;
    const others = [...policies].filter(([other]) => other !== name).map(([, other]) => other.document);
    checkInlineSize(principalArn, [...others, document]);
    policies.set(name, this.policy(document, policies.get(name)));
  }

  public deleteInlinePolicy(principalArn: string, name: string): void {
    this.principals.get(principalArn)?.inline.delete(name);
  }

  /** Adds or changes a customer managed policy. */
  public putManagedPolicy(arn: string, document: PolicyDocument): void {
    this.managedPolicies.set(arn, this.policy(document, this.managedPolicies.get(arn)));
  }

  public deleteManagedPolicy(arn: string): void {
    this.managedPolicies.delete(arn);
  }

  public attachManagedPolicy(principalArn: string, policyArn: string): void {
    const attached = this.principals.get(principalArn)?.managedPolicies;
    if (this.isAttached(attached?.get(policyArn))) return;
    attached?.set(policyArn, { from: this.propagated(), until: Infinity });
  }

  public detachManagedPolicy(principalArn: string, policyArn: string): void {
    const attached = this.principals.get(principalArn)?.managedPolicies;
    const { from = 0 } = attached?.get(policyArn) ?? {};
    attached?.set(policyArn, { from, until: this.propagated() });
  }

  /** The credentials of a principal for one session; for a Lambda function, the session has the function's name. */
  public credentialsFor(principalArn: string, sessionName: string): Credentials {
    const key = `${principalArn} ${sessionName}`;
    const existing = this.credentials.get(key);
    if (existing) return existing;

    const minted: Credentials = {
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64url'),
      sessionToken: randomBytes(48).toString('base64url'),
    };
    this.credentials.set(key, minted);
    this.sessions.set(minted.accessKeyId, { principalArn, name: sessionName, credentials: minted });
    return minted;
  }

  /** The access key that signs the calls of a session. */
  public accessKey(accessKeyId: string): Credentials | undefined {
    return this.sessions.get(accessKeyId)?.credentials;
  }

  /** Decides on a signed call: the policies must allow its action on each of its resources. */
  public authorize(request: SignedCall): ReturnType<RequestAuthorizer['authorize']> {
    const session = request.accessKeyId === undefined ? undefined : this.sessions.get(request.accessKeyId);
    if (!session) return { allowed: true };

    const { action, context } = request;
    const refused = request.resources.find(
      (resource) => !this.allows(session.principalArn, { action, resource, context }),
    );
    if (refused === undefined) return { allowed: true };
    return {
      allowed: false,
      reason: `User: ${sessionArn(session)} is not authorized to perform: ${action} on resource: ${refused}`,
    };
  }

  /**
   * The caller's own ARN and that of its session; `undefined` for any caller that is not an identity of this machine.
   */
  public callerOf(accessKeyId: string | undefined): { principalArn: string; sessionArn: string } | undefined {
    const session = accessKeyId === undefined ? undefined : this.sessions.get(accessKeyId);
    return session && { principalArn: session.principalArn, sessionArn: sessionArn(session) };
  }

  /** Whether a principal's policies allow a request; an unknown principal is treated as the administrator. */
  public allows(principalArn: string, request: AccessRequest): boolean {
    return this.decisions(principalArn, request).every((decision) => decision === 'allowed');
  }

  /** Whether they deny the request, whatever a policy of the resource says. */
  public denies(principalArn: string, request: AccessRequest): boolean {
    return this.decisions(principalArn, request).includes('explicitlyDenied');
  }

  /** The decision of each set of policies that must allow a principal's call. */
  private decisions(principalArn: string, request: AccessRequest): Decision[] {
    const principal = this.principals.get(principalArn);
    if (!principal) return [this.deleted.has(principalArn) ? 'explicitlyDenied' : 'allowed'];

    const context = { 'aws:PrincipalArn': principalArn, ...request.context };
    const inline = [...principal.inline.values()].flatMap((policy) => this.effective(policy));
    const attached = [...principal.managedPolicies].filter(([, attachment]) => this.isAttached(attachment));
    const managed = attached.flatMap(([arn]) => this.managedDocuments(arn));
    const boundary = principal.boundaryArn && this.managedDocuments(principal.boundaryArn);
    return [[...inline, ...managed], ...(boundary ? [boundary] : [])].map((documents) =>
      evaluate(documents, { ...request, context }),
    );
  }

  private managedDocuments(arn: string): PolicyDocument[] {
    const own = this.managedPolicies.get(arn);
    if (own) return this.effective(own);
    const aws = awsManagedPolicy(arn);
    return aws ? [aws] : [];
  }

  private effective(policy: Policy): PolicyDocument[] {
    if (policy.effectiveAt <= this.options.now()) return [policy.document];
    return policy.former ? [policy.former] : [];
  }

  private isAttached(attachment: { from: number; until: number } | undefined): boolean {
    const now = this.options.now();
    return attachment !== undefined && attachment.from <= now && now < attachment.until;
  }

  /** When a change made now takes effect. */
  private propagated(): number {
    return this.options.now() + this.propagationDelay;
  }

  private policy(document: PolicyDocument, former?: Policy): Policy {
    return { document, effectiveAt: this.propagated(), former: former && this.effective(former)[0] };
  }
}

/** How AWS names the caller when it denies access: a role appears as the session that assumed it. */
function sessionArn({ principalArn, name }: Session): string {
  const [, partition, account, roleName] =
    /^arn:([^:]+):iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(principalArn) ?? [];
  return roleName === undefined
    ? principalArn
    : `arn:${partition}:sts::${account}:assumed-role/${roleName}/${name}`;
}

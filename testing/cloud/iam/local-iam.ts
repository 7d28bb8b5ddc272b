import { randomBytes } from 'node:crypto';
import type { ConditionContext } from './conditions';
import { evaluate, type AccessRequest, type Decision } from './evaluate';
import { checkInlineSize } from './inline-size';
import { awsManagedPolicy } from './managed-policies';
import type { PolicyDocument } from './policy-document';
import type { RequestAuthorizer } from '../../emulator';

/** Credentials as the environment of a process has them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** A role or a user. */
interface Principal {
  readonly inline: Map<string, Policy>;
  /** By ARN, from when to when they are attached. */
  readonly managedPolicies: Map<string, { readonly from: number; readonly until: number }>;
  boundaryArn?: string;
}

interface Policy {
  readonly document: PolicyDocument;
  /** The time from which the document counts. */
  readonly effectiveAt: number;
  /** What counts until then. */
  readonly former?: PolicyDocument;
}

/** Who uses an access key. */
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
 * The identities of this machine and what their policies allow.
 *
 * Roles and users come with the stacks that define them. Whoever is not known here (the person at the keyboard, a test,
 * a role of another account) is taken for the administrator, who may do everything.
 */
export class LocalIam implements RequestAuthorizer {
  /** How long it takes a new, changed, attached or detached policy to take effect, in milliseconds. */
  public propagationDelay = 0;
  private readonly principals = new Map<string, Principal>();
  private readonly managedPolicies = new Map<string, Policy>();
  /** Principals that are gone: their credentials are good for nothing anymore. */
  private readonly deleted = new Set<string>();
  private readonly sessions = new Map<string, Session>();
  /** By principal and session name. */
  private readonly credentials = new Map<string, Credentials>();

  public constructor(private readonly options: LocalIamOptions) {}

  /** Registers a role or a user, or gives it another permissions boundary. */
  public putPrincipal(arn: string, options: { boundaryArn?: string } = {}): void {
    const principal: Principal = this.principals.get(arn) ?? {
      inline: new Map(),
      managedPolicies: new Map(),
    };
    this.deleted.delete(arn);
    principal.boundaryArn = options.boundaryArn;
    this.principals.set(arn, principal);
  }

  /** The ARN of a role or user, which has a path in it that its name does not tell. */
  public arnOf(kind: 'role' | 'user', name: string): string | undefined {
    return [...this.principals.keys()].find((arn) => arn.includes(`:${kind}/`) && arn.endsWith(`/${name}`));
  }

  /** The ARN of a customer managed policy, which has a path in it that its name does not tell. */
  public policyArnOf(name: string): string | undefined {
    return [...this.managedPolicies.keys()].find((arn) => arn.endsWith(`/${name}`));
  }

  public deletePrincipal(arn: string): void {
    this.principals.delete(arn);
    this.deleted.add(arn);
  }

  /**
   * Adds an inline policy to a principal, or changes it.
   *
   * @throws if the inline policies of the principal are too large together
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

  /** Adds a customer managed policy, or changes it. */
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

  /** The credentials of a principal for one session: for a Lambda function, the session has the function's name. */
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

  /** What the calls of a session are signed with. */
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

  /** Who signed a call, by its own ARN and by that of its session; nothing is known of others than the identities of this machine. */
  public callerOf(accessKeyId: string | undefined): { principalArn: string; sessionArn: string } | undefined {
    const session = accessKeyId === undefined ? undefined : this.sessions.get(accessKeyId);
    return session && { principalArn: session.principalArn, sessionArn: sessionArn(session) };
  }

  /** Whether the policies of a principal allow something; one that was never known is the administrator. */
  public allows(principalArn: string, request: AccessRequest): boolean {
    return this.decisions(principalArn, request).every((decision) => decision === 'allowed');
  }

  /** Whether they deny it, whatever a policy of the resource says. */
  public denies(principalArn: string, request: AccessRequest): boolean {
    return this.decisions(principalArn, request).includes('explicitlyDenied');
  }

  /** What each set of policies says that has to allow a call of a principal. */
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

  /** When what is changed now takes effect. */
  private propagated(): number {
    return this.options.now() + this.propagationDelay;
  }

  private policy(document: PolicyDocument, former?: Policy): Policy {
    return { document, effectiveAt: this.propagated(), former: former && this.effective(former)[0] };
  }
}

/** How AWS names the caller in a refusal: a role appears as the session that assumed it. */
function sessionArn({ principalArn, name }: Session): string {
  const [, partition, account, roleName] =
    /^arn:([^:]+):iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(principalArn) ?? [];
  return roleName === undefined
    ? principalArn
    : `arn:${partition}:sts::${account}:assumed-role/${roleName}/${name}`;
}

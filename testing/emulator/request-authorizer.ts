/** Decides whether a signed call is allowed, as IAM would. */
export interface RequestAuthorizer {
  /** Decides on one call before it is executed. */
  authorize(request: AuthorizationRequest): AuthorizationDecision;

  /**
   * The secret of an access key that was issued here: calls with it need the right signature. For any other key, any
   * signature is accepted.
   */
  accessKey?(accessKeyId: string): AccessKey | undefined;
}

/** The credentials that calls are signed with. */
export interface AccessKey {
  /** The secret that calls are signed with. */
  readonly secretAccessKey: string;
  /**
   * The token that calls must have.
   *
   * @default - no token
   */
  readonly sessionToken?: string;
  /**
   * When the credentials expire, in epoch milliseconds of the emulator's clock: from then on, calls are rejected, and
   * sessions that were opened with them end (`behavior.expiredSession`).
   *
   * @default - never
   */
  readonly expiresAt?: number;
}

/** A call to authorize. */
export interface AuthorizationRequest {
  /** The access key that signed the call; `undefined` if the call is not signed. */
  readonly accessKeyId: string | undefined;
  /** Such as `chime:CreateChannelFlow`. */
  readonly action: string;
  /** The ARNs of all resources that must be allowed; `*` for an action without resources. */
  readonly resources: readonly string[];
  /** The condition keys of the call, in addition to those of the caller. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Whether a call is allowed. */
export interface AuthorizationDecision {
  /** Whether the call is allowed. */
  readonly allowed: boolean;
  /** The message of the AccessDeniedException. */
  readonly reason?: string;
}

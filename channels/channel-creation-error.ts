/** The step that was not complete when the creation of a channel failed. */
export type ChannelCreationStep = 'flow' | 'moderators' | 'members';

const FAILURES: Readonly<Record<ChannelCreationStep, string>> = {
  flow: 'could not be associated with its flow, so it has no members but its creator',
  moderators: 'has its flow, but could not get all of its moderators',
  members: 'has its flow, but could not get all of its members',
};

/**
 * A channel was created but is not complete. It is not deleted, because a retry may already have returned it to another caller. To
 * complete it, call again with `clientRequestToken` as the `ClientRequestToken`.
 */
export class ChannelCreationError extends Error {
  /** Always `ChannelCreationError`. */
  public override readonly name = 'ChannelCreationError';

  /** @param cause the error of the call that failed */
  public constructor(
    /** The ARN of the channel. */
    public readonly channelArn: string,
    /** The step that failed. */
    public readonly step: ChannelCreationStep,
    cause: unknown,
    /** The `ClientRequestToken` of the call, which was generated if the call had none. */
    public readonly clientRequestToken: string,
  ) {
    super(
      `channel ${channelArn} ${FAILURES[step]}: ${reasonOf(cause)}; call again with the same 'ClientRequestToken' (${clientRequestToken}) to complete it`,
      { cause },
    );
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof Error) return `${cause.name}: ${cause.message}`;
  return Object(cause) === cause ? `${typeof cause} thrown` : String(cause); // not every object can be converted to a string
}

import {
  ChimeSDKMessagingClient,
  CreateChannelCommand,
  CreateChannelMembershipCommand,
} from '@aws-sdk/client-chime-sdk-messaging';

/** The user who wants to talk. */
interface Visit {
  /** The id of the user. */
  readonly visitor: string;
}

const APP_INSTANCE = process.env.APP_INSTANCE_ARN!;
const DESK = process.env.DESK_ARN!;

const client = new ChimeSDKMessagingClient();

/** Opens a lounge without associating a flow, as many backends do. The coverage finds it. */
export async function handler({ visitor }: Visit): Promise<{ channelArn: string }> {
  const { ChannelArn: channelArn } = await client.send(
    new CreateChannelCommand({ AppInstanceArn: APP_INSTANCE, ChimeBearer: DESK, Name: 'Lounge' }),
  );
  await client.send(
    new CreateChannelMembershipCommand({
      ChannelArn: channelArn,
      ChimeBearer: DESK,
      MemberArn: `${APP_INSTANCE}/user/${visitor}`,
      Type: 'DEFAULT',
    }),
  );
  return { channelArn: channelArn! };
}

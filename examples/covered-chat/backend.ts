import { ChimeSDKMessagingClient, SendChannelMessageCommand } from '@aws-sdk/client-chime-sdk-messaging';
import { createChannelWithFlow } from 'cdk-chime-sdk-messaging/channels';

/** A customer's request. */
interface Ticket {
  /** A unique number or name. */
  readonly ticket: string;
  /** The id of the user who makes the request. */
  readonly customer: string;
}

const APP_INSTANCE = process.env.APP_INSTANCE_ARN!;
const DESK = process.env.DESK_ARN!;

const client = new ChimeSDKMessagingClient();

/** Opens the channel for a ticket, and greets the customer. If it is called again, it continues where it stopped. */
export async function handler({ ticket, customer }: Ticket): Promise<{ channelArn: string }> {
  const token = `ticket-${ticket}`;
  const channelArn = await createChannelWithFlow(client, {
    AppInstanceArn: APP_INSTANCE,
    ChimeBearer: DESK,
    ClientRequestToken: token,
    Name: `Ticket ${ticket}`,
    Privacy: 'PRIVATE',
    channelFlowArn: process.env.CHANNEL_FLOW_ARN!,
    members: [`${APP_INSTANCE}/user/${customer}`],
  });
  await client.send(
    new SendChannelMessageCommand({
      ChannelArn: channelArn,
      ChimeBearer: DESK,
      ClientRequestToken: token,
      Content: `Hello ${customer}, how can we help?`,
      Persistence: 'PERSISTENT',
      Type: 'STANDARD',
    }),
  );
  return { channelArn };
}

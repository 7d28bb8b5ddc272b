import { ChimeSDKMessagingClient, SendChannelMessageCommand } from '@aws-sdk/client-chime-sdk-messaging';
import { createChannelWithFlow } from 'cdk-chime-sdk-messaging/channels';

/** What a customer asks for. */
interface Ticket {
  /** A number or name of its own. */
  readonly ticket: string;
  /** The id of the user who asks. */
  readonly customer: string;
}

const APP_INSTANCE = process.env.APP_INSTANCE_ARN!;
const DESK = process.env.DESK_ARN!;

const client = new ChimeSDKMessagingClient();

/** Opens the channel of a ticket, and greets the customer. Asked again, it goes on where it stopped. */
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

/** The types of all three entries. */
import type { IChannelFlow } from 'cdk-chime-sdk-messaging';
import { channelFlowProcessor, deny, type ChannelFlowMessage } from 'cdk-chime-sdk-messaging/processor';
import { ChimeMessagingEmulator } from 'cdk-chime-sdk-messaging/testing';

export const handler = channelFlowProcessor((message: ChannelFlowMessage) =>
  message.content.length > 10 ? deny() : undefined!,
);

export function arnOf(flow: IChannelFlow): string {
  return flow.channelFlowArn;
}

export async function endpoint(): Promise<string> {
  const emulator = await ChimeMessagingEmulator.start();
  await emulator.close();
  return emulator.endpoint;
}

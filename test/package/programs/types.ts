/** The types of the entries that need no SDK. */
import type { IChannelFlow } from 'cdk-chime-sdk-messaging';
import {
  channelFlowProcessor,
  deny,
  lambdaContext,
  type ChannelFlowMessage,
} from 'cdk-chime-sdk-messaging/processor';
import {
  ChimeMessagingEmulator,
  type AsyncInvocationOptions,
  type AsyncResult,
  type ChannelFlowEvent,
  type InvocationResult,
  type LocalDeployment,
  type MessageAttributes,
  type StackEvent,
  type Targets,
  type Template,
  type TemplateOutput,
  type TemplateParameter,
} from 'cdk-chime-sdk-messaging/testing';

export const handler = channelFlowProcessor((message: ChannelFlowMessage) =>
  message.content.length > 10 ? deny() : undefined!,
);

export function arnOf(flow: IChannelFlow): string {
  return flow.channelFlowArn;
}

export async function endpoint(): Promise<string> {
  const emulator = await ChimeMessagingEmulator.start();
  emulator.useProcessorFunction('arn', (event) => handler(event, lambdaContext()));
  await emulator.close();
  return emulator.endpoint;
}

/** Events are typed: a declaration that can't be resolved is `any`, and is compatible with everything. */
export const isTyped: 0 extends 1 & ChannelFlowEvent ? never : true = true;

/** The types of methods' parameters and results can be named. */
export class Named {
  public constructor(
    private readonly deployment: LocalDeployment,
    private readonly options: AsyncInvocationOptions,
  ) {}

  public invoke(): Promise<InvocationResult> {
    return this.deployment.functions.invoke('Function', {});
  }

  public invokeAsync(): Promise<AsyncResult> {
    return this.deployment.functions.invokeAsync('Function', {}, this.options);
  }

  public get events(): readonly StackEvent[] {
    return this.deployment.events;
  }

  public attributes({ ChannelMessage }: ChannelFlowEvent): MessageAttributes | undefined {
    return ChannelMessage.MessageAttributes ?? undefined;
  }

  public target({ ChannelMessage }: ChannelFlowEvent): Targets | undefined {
    return ChannelMessage.Target ?? undefined;
  }

  public declarations({
    Parameters,
    Outputs,
  }: Template): [TemplateParameter | undefined, TemplateOutput | undefined] {
    return [Parameters?.Name, Outputs?.Name];
  }
}

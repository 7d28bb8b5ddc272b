import type { EventPattern } from 'aws-cdk-lib/aws-events';

/**
 * Matches the events of processors that could not be invoked. Their `resources` are empty, so the match is on the detail.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/event-bridge-events.html
 */
export function invocationFailurePattern(
  appInstanceArn: string,
  functionArns: string[] | undefined,
): EventPattern {
  return {
    source: ['aws.chime'],
    detailType: ['Chime ChannelFlow Processing Status'],
    detail: {
      eventType: ['ProcessorInvocationFailure'],
      appInstanceArn: [appInstanceArn],
      ...(functionArns && { processorResourceArn: functionArns }),
    },
  };
}

import { APP_INSTANCE, FLOW } from '../helpers/provider-harness';

/** Properties of a flow in the format of a template; `undefined` omits one. */
export function flowProperties(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ServiceToken: 'arn:aws:lambda:provider',
    AppInstanceArn: APP_INSTANCE,
    Name: 'flow',
    Processors: [
      { Name: 'p1', FunctionArn: 'arn:aws:lambda:f1', FallbackAction: 'ABORT' },
      { Name: 'p2', FunctionArn: 'arn:aws:lambda:f2', FallbackAction: 'CONTINUE' },
    ],
    Tags: [{ Key: 'team', Value: 'chat' }],
    ...changes,
  };
}

/** The service's description of a flow with these properties. */
export function described(properties = flowProperties()): { ChannelFlow: object } {
  const processors = properties.Processors as { Name: string; FunctionArn: string; FallbackAction: string }[];
  return {
    ChannelFlow: {
      ChannelFlowArn: FLOW,
      Name: properties.Name,
      Processors: processors.map(({ Name, FunctionArn, FallbackAction }, index) => ({
        Name,
        Configuration: { Lambda: { ResourceArn: FunctionArn, InvocationType: 'ASYNC' } },
        ExecutionOrder: index + 1,
        FallbackAction,
      })),
      CreatedTimestamp: Date.now() / 1000,
    },
  };
}

export function flowTags(count: number): { Key: string; Value: string }[] {
  return Array.from({ length: count }, (_, index) => ({ Key: `key-${index}`, Value: 'v' }));
}

import type { Refusal, ServiceStub } from './service-stub';

/** Undocumented behavior of the service for associations. */
export interface AssociationBehavior {
  readonly same: 'ok' | 'Conflict';
  readonly other: 'overwrite' | 'Conflict';
  readonly unassociated: 'ok' | 'NotFound' | 'Conflict' | 'Forbidden';
}

export const EVERY_BEHAVIOR: AssociationBehavior[] = (['ok', 'Conflict'] as const).flatMap((same) =>
  (['overwrite', 'Conflict'] as const).flatMap((other) =>
    (['ok', 'NotFound', 'Conflict', 'Forbidden'] as const).map((unassociated) => ({
      same,
      other,
      unassociated,
    })),
  ),
);

/**
 * Channels and their flows, behind the stub.
 *
 * @param refuse refuses an association with a flow, for its own reason
 */
export function channelService(
  stub: ServiceStub,
  channels: Map<string, string | undefined>,
  { same, other, unassociated }: AssociationBehavior,
  refuse: (channelFlowArn: string) => Refusal | undefined = () => undefined,
): void {
  const error = (name: string) => (name === 'ok' ? {} : { error: `${name}Exception` });
  stub
    .on('AssociateChannelFlow', ({ path: [channel = ''], body }) => {
      const flow = body.ChannelFlowArn as string;
      const refusal = refuse(flow);
      if (refusal) return refusal;
      const current = channels.get(channel);
      if (current === flow) return error(same);
      if (current && other === 'Conflict') return error('Conflict');
      channels.set(channel, flow);
      return {};
    })
    .on('DisassociateChannelFlow', ({ path: [channel = '', flow] }) => {
      if (channels.get(channel) !== flow) return error(unassociated);
      channels.set(channel, undefined);
      return {};
    })
    .on('DescribeChannel', ({ path: [channel = ''] }) => ({
      Channel: { ChannelArn: channel, ChannelFlowArn: channels.get(channel) },
    }))
    .on('ListChannelsAssociatedWithChannelFlow', ({ query }) => ({
      Channels: [...channels]
        .filter(([, flow]) => flow === query['channel-flow-arn'])
        .map(([ChannelArn]) => ({ ChannelArn })),
    }));
}

import { operation } from './operation';
import { enumeration, optional } from '../model';

export const messagingSessionOperations = {
  GetMessagingSessionEndpoint: operation({
    method: 'GET',
    path: '/endpoints/messaging-session',
    query: { 'network-type': 'NetworkType' },
    statusCode: 200,
    input: { NetworkType: optional(enumeration('IPV4_ONLY', 'DUAL_STACK')) },
    resources: () => ['*'],
    handle: (ctx) => ({ Endpoint: { Url: ctx.sessionHost() } }),
  }),
};

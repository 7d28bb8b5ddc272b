import { APP_INSTANCE, BEARER, FLOW } from '../helpers/provider-harness';

export const CHANNEL = `${APP_INSTANCE}/channel/c1`;
export const OTHER_CHANNEL = `${APP_INSTANCE}/channel/c2`;
export const OTHER_FLOW = `${APP_INSTANCE}/channel-flow/f2`;
export const THIRD_FLOW = `${APP_INSTANCE}/channel-flow/f3`;
export const ID = `${CHANNEL}/channel-flow`;

/** Properties of an association in the format of a template. */
export function associationProperties(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ServiceToken: 'arn:p',
    ChannelArn: CHANNEL,
    ChannelFlowArn: FLOW,
    ChimeBearer: BEARER,
    ...changes,
  };
}

/** What IAM must allow most actions on a channel on. */
export function bearerAndChannel(input: {
  readonly ChimeBearer: string;
  readonly ChannelArn: string;
}): string[] {
  return [input.ChimeBearer, input.ChannelArn];
}

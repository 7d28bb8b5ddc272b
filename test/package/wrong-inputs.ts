/** What a newcomer gets wrong, and what the error has to say. */
export const WRONG_INPUTS: { description: string; code: string; message: RegExp }[] = [
  {
    description: 'no processor',
    code: `new ChannelFlow(stack, 'Flow', { appInstance, processors: [] });`,
    message: /'processors' must hold 1 to 3 processors, got 0 \(in Stack\/Flow\)/,
  },
  {
    description: 'the ARN of a flow as channel',
    code: `Channel.fromChannelArn(stack, 'Channel', APP_INSTANCE_ARN + '/channel-flow/1');`,
    message:
      /'channelArn' must be an ARN of the form .*\/channel\/<id>.*got "arn:aws:chime:.*\/channel-flow\/1"/,
  },
  {
    description: 'a bearer that is neither user nor bot',
    code: `ChimeBearer.fromArn(APP_INSTANCE_ARN + '/channel/1');`,
    message:
      /'bearerArn' must be an ARN of the form .*\/user\/<id>.* or .*\/bot\/<id>.*got "arn:aws:chime:.*\/channel\/1"/,
  },
];

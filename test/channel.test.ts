import { Channel } from '../src';
import { CHANNEL_ARN, ENV, FLOW_ARN, lazily, newStack, parameter, USER_ARN } from './support';

test('a channel can be imported by its ARN', () => {
  const channel = Channel.fromChannelArn(newStack(), 'Channel', CHANNEL_ARN);

  expect(channel.channelArn).toBe(CHANNEL_ARN);
  expect(channel.channelRef.channelArn).toBe(CHANNEL_ARN);
  expect(channel.env).toEqual(ENV);
});

test('a channel can be imported by an ARN that is known at deployment', () => {
  const stack = newStack();
  const channel = Channel.fromChannelArn(stack, 'Channel', parameter(stack, 'Arn'));

  expect(stack.resolve(channel.channelArn)).toEqual({ Ref: 'Arn' });
});

test.each([FLOW_ARN, USER_ARN, `${CHANNEL_ARN}|${USER_ARN}`, 'lobby', ''])(
  'fails for %j, which passes as a token',
  (arn) => {
    expect(() => Channel.fromChannelArn(newStack(), 'Channel', arn)).toThrow(
      /^'channelArn' must be an ARN of the form '…:app-instance\/<id>\/channel\/<id>', got /,
    );
    expect(() => Channel.fromChannelArn(newStack(), 'Channel', lazily(arn))).not.toThrow();
  },
);

test('the bearer of an imported channel is not known, and must not get into a template', () => {
  const stack = newStack();
  const { chimeBearer } = Channel.fromChannelArn(stack, 'Channel', CHANNEL_ARN).channelRef;

  expect(() => stack.resolve(chimeBearer)).toThrow(
    "the 'chimeBearer' of a channel that was imported by its ARN is not known (in Chat/Channel)",
  );
});

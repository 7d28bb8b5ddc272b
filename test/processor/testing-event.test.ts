import { fakeClient, recordingLogger } from './support';
import { allow, channelFlowEvent, channelFlowProcessor, lambdaContext } from '../../processor';

test('a test event is what the service sends', () => {
  expect(channelFlowEvent({ createdTimestamp: new Date(0) })).toEqual({
    EventType: 'CHANNEL_MESSAGE_EVENT',
    CallbackId: expect.stringMatching(/^[-\w]{32,64}$/),
    ChannelMessage: {
      MessageId: expect.stringMatching(/^[0-9a-f]{64}$/),
      ChannelArn: expect.stringMatching(
        /^arn:aws:chime:us-east-1:111122223333:app-instance\/[^/]+\/channel\/general$/,
      ),
      Content: 'Hello',
      Sender: { Arn: expect.stringMatching(/:app-instance\/[^/]+\/user\/alice$/), Name: 'Alice' },
      Persistence: 'PERSISTENT',
      Type: 'STANDARD',
      CreatedTimestamp: '1970-01-01T00:00:00.000Z',
    },
  });
});

test('every event has ids of its own, unless it is a second delivery', () => {
  const first = channelFlowEvent();
  expect(channelFlowEvent().CallbackId).not.toBe(first.CallbackId);
  expect(channelFlowEvent().ChannelMessage.MessageId).not.toBe(first.ChannelMessage.MessageId);
  expect(channelFlowEvent({ callbackId: first.CallbackId }).CallbackId).toBe(first.CallbackId);
});

test('the sender is a user of the app instance of the channel', () => {
  const appInstanceArn = 'arn:aws:chime:eu-central-1:444455556666:app-instance/i';
  const { ChannelMessage } = channelFlowEvent({ channelArn: `${appInstanceArn}/channel/c` });

  expect(ChannelMessage.Sender.Arn).toBe(`${appInstanceArn}/user/alice`);
});

test('an edited message was created before', () => {
  const { ChannelMessage } = channelFlowEvent({ lastEditedTimestamp: new Date(5000) });

  expect(Date.parse(ChannelMessage.CreatedTimestamp)).toBeLessThanOrEqual(5000);
  expect(ChannelMessage.LastEditedTimestamp).toBe('1970-01-01T00:00:05.000Z');
});

test('a processor takes a test event and a test context', async () => {
  const { client, inputs } = fakeClient();
  const handler = channelFlowProcessor(() => allow(), { client, logger: recordingLogger().logger });
  await handler(channelFlowEvent({ content: 'Hi' }), lambdaContext());

  expect(inputs[0]?.ChannelMessage.Content).toBe('Hi');
});

test('the time of a test context runs out', () => {
  jest.useFakeTimers();
  const { getRemainingTimeInMillis } = lambdaContext({ timeout: 1000 });
  jest.advanceTimersByTime(400);
  expect(getRemainingTimeInMillis()).toBe(600);
  jest.advanceTimersByTime(4000);
  expect(getRemainingTimeInMillis()).toBe(0);
  jest.useRealTimers();
});

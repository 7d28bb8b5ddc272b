import { fakeClient } from './support';
import { allow, channelFlowEvent, channelFlowProcessor, lambdaContext, lexMessages } from '../../processor';
import type { ChannelFlowEventOptions, LexMessage } from '../../processor';

const BOT = 'arn:aws:chime:us-east-1:111122223333:app-instance/i/bot/helper';
const LEX = 'application/amz-chime-lex-msgs';
const MESSAGES: LexMessage[] = [
  { Content: 'Hello, 100% yours!', ContentType: 'PlainText' },
  {
    ContentType: 'ImageResponseCard',
    ImageResponseCard: { Title: 'Balance', Buttons: [{ Text: 'Check', Value: 'check' }] },
  },
];
const CONTENT = JSON.stringify({ Messages: MESSAGES });

/** The messages that a decider reads. */
async function read(options: ChannelFlowEventOptions): Promise<readonly LexMessage[] | undefined> {
  let messages: readonly LexMessage[] | undefined;
  const { client } = fakeClient();
  const decide = (message: Parameters<typeof lexMessages>[0]) => {
    messages = lexMessages(message);
    return allow();
  };
  await channelFlowProcessor(decide, { client })(channelFlowEvent(options), lambdaContext());
  return messages;
}

test.each([
  ['JSON', CONTENT, LEX],
  ['URL-encoded JSON', encodeURIComponent(CONTENT), LEX],
  ['JSON without a content type', CONTENT, undefined],
])('the messages of a bot are read from %s', async (_, content, contentType) => {
  expect(await read({ senderArn: BOT, content, contentType })).toEqual(MESSAGES);
});

test('a bot may have nothing to say', async () => {
  expect(await read({ senderArn: BOT, content: '{"Messages":[]}', contentType: LEX })).toEqual([]);
});

test.each([
  ['nothing', undefined, 'undefined'],
  ['the content alone', CONTENT, `'${CONTENT}'`],
  ['a message without its sender', { content: CONTENT }, 'object'],
])('%s is no message that could be of a bot', (_, message, got) => {
  expect(() => lexMessages(message as never)).toThrow(
    `'message' must be the message that a decider gets, got ${got}`,
  );
});

test.each<[string, ChannelFlowEventOptions]>([
  ['the message of a user', { content: CONTENT, contentType: LEX }],
  ['an error of Lex', { senderArn: BOT, content: CONTENT, contentType: 'application/amz-chime-lex-error' }],
  ['a text', { senderArn: BOT, content: 'hello', contentType: LEX }],
  ['a text that is no URL encoding', { senderArn: BOT, content: '100 %', contentType: LEX }],
  ['other JSON', { senderArn: BOT, content: '{"messages":[]}', contentType: LEX }],
  ['JSON that is no object', { senderArn: BOT, content: 'null', contentType: LEX }],
  ['a list of something else', { senderArn: BOT, content: '{"Messages":[null]}', contentType: LEX }],
])('%s holds no messages of Lex', async (_, options) => {
  expect(await read(options)).toBeUndefined();
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newChat } from './emulated-chat';
import { operations } from '../../../testing/emulator/operations';

type Model = Readonly<Record<'messaging' | 'identity', { readonly operations: object }>>;

const MODEL = join(__dirname, '../../conformance/service-model.json');

test('the emulator has every operation of both services', () => {
  const { messaging, identity } = JSON.parse(readFileSync(MODEL, 'utf8')) as Model;
  const modelled = [messaging, identity].flatMap((service) => Object.keys(service.operations));

  expect(Object.keys(operations).sort()).toEqual([...new Set(modelled)].sort());
  expect(modelled).toHaveLength(81);
});

test('metadata is limited in bytes wherever there is some', async () => {
  const chat = await newChat();
  const [fits, tooLong] = ['é'.repeat(512), `${'é'.repeat(512)}x`];
  const alice = chat.user('alice');
  const ChannelArn = await chat.newChannel();
  const message = { ChannelArn, Type: 'STANDARD', Persistence: 'PERSISTENT', ChimeBearer: alice } as const;
  const refusals = (Metadata: string): Promise<string[]> =>
    Promise.all([
      chat.refusal('CreateAppInstance', { Name: 'n', Metadata }),
      chat.refusal('UpdateAppInstanceUser', { AppInstanceUserArn: alice, Name: 'alice', Metadata }),
      chat.refusal('CreateChannel', { AppInstanceArn: chat.app, Name: 'n', ChimeBearer: alice, Metadata }),
      chat.refusal('UpdateChannel', { ChannelArn, ChimeBearer: alice, Metadata }),
      chat.refusal('SendChannelMessage', { ...message, Content: 'x', Metadata }),
    ]);

  expect(await refusals(fits)).toEqual(Array(5).fill('accepted'));
  expect(await refusals(tooLong)).toEqual(Array(5).fill('400 BadRequestException'));
});

test('content is limited in bytes, that of control messages most of all', async () => {
  const chat = await newChat();
  const ChannelArn = await chat.newChannel();
  const send = (Type: 'STANDARD' | 'CONTROL', Content: string): Promise<string> =>
    chat.refusal('SendChannelMessage', {
      ChannelArn,
      ChimeBearer: chat.user('bob'),
      Persistence: 'NON_PERSISTENT',
      Type,
      Content,
    });

  expect([await send('STANDARD', 'é'.repeat(2048)), await send('CONTROL', 'é'.repeat(15))]).toEqual([
    'accepted',
    'accepted',
  ]);
  expect([await send('STANDARD', 'é'.repeat(2049)), await send('CONTROL', 'é'.repeat(16))]).toEqual([
    '400 BadRequestException',
    '400 BadRequestException',
  ]);
});

import * as identity from '@aws-sdk/client-chime-sdk-identity';
import * as messaging from '@aws-sdk/client-chime-sdk-messaging';
import { newFixture, processor, refusalOf } from './support';

const LEX_BOT = 'arn:aws:lex:us-east-1:111122223333:bot-alias';

test('a flow keeps the tags of its creation, and those that are added and taken away', async () => {
  const { messaging: client, appInstance } = await newFixture();
  const { ChannelFlowArn: ResourceARN } = await client.send(
    new messaging.CreateChannelFlowCommand({
      AppInstanceArn: appInstance,
      Name: 'flow',
      Processors: [processor()],
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    }),
  );

  const added = [
    { Key: 'b', Value: '3' },
    { Key: 'c', Value: '4' },
  ];
  await client.send(new messaging.TagResourceCommand({ ResourceARN, Tags: added }));
  await client.send(new messaging.UntagResourceCommand({ ResourceARN, TagKeys: ['a'] }));
  const listed = await client.send(new messaging.ListTagsForResourceCommand({ ResourceARN }));

  expect(listed.Tags).toEqual(added);
});

test('both services tag the same resources', async () => {
  const fixture = await newFixture();
  const channel = await fixture.newChannel({ Tags: [{ Key: 'a', Value: '1' }] });
  const tagsOf = async (ResourceARN: string) =>
    (await fixture.identity.send(new identity.ListTagsForResourceCommand({ ResourceARN }))).Tags;

  await fixture.identity.send(
    new identity.TagResourceCommand({ ResourceARN: fixture.alice, Tags: [{ Key: 'b', Value: '2' }] }),
  );

  expect(await tagsOf(channel)).toEqual([{ Key: 'a', Value: '1' }]);
  expect(await tagsOf(fixture.alice)).toEqual([{ Key: 'b', Value: '2' }]);
  expect(await tagsOf(fixture.appInstance)).toEqual([]);
});

test.each([
  ['an empty value', [{ Key: 'a', Value: '' }]],
  ['a key that AWS keeps to itself', [{ Key: 'aws:a', Value: '1' }]],
  [
    'a key twice',
    [
      { Key: 'a', Value: '1' },
      { Key: 'a', Value: '2' },
    ],
  ],
])('%s is refused, of every resource', async (_, Tags) => {
  const { emulator, messaging: client, appInstance: AppInstanceArn, alice } = await newFixture();
  const inApp = { AppInstanceArn, Name: 'n', Tags };
  const Lex = { LexBotAliasArn: `${LEX_BOT}/ABCDEFGHIJ/ABCDEFGHIJ`, LocaleId: 'en_US' };
  const before = emulator.inventory();

  const refused = await Promise.allSettled([
    emulator.call('TagResource', { ResourceARN: alice, Tags }),
    emulator.call('CreateAppInstance', { Name: 'n', Tags }),
    emulator.call('CreateAppInstanceUser', { ...inApp, AppInstanceUserId: 'tagged' }),
    emulator.call('CreateAppInstanceBot', { ...inApp, Configuration: { Lex } }),
    emulator.call('CreateChannel', { ...inApp, ChimeBearer: alice }),
    client.send(new messaging.CreateChannelFlowCommand({ ...inApp, Processors: [processor()] })),
  ]);

  const badRequest = { status: 'rejected', reason: { name: 'BadRequestException' } };
  expect(refused).toMatchObject(refused.map(() => badRequest));
  expect(emulator.inventory()).toEqual(before);
});

test('a resource has at most 50 tags', async () => {
  const { messaging: client, alice } = await newFixture();
  const tag = (prefix: string, count: number) =>
    refusalOf(
      client.send(
        new messaging.TagResourceCommand({
          ResourceARN: alice,
          Tags: Array.from({ length: count }, (_, index) => ({ Key: `${prefix}${index}`, Value: 'x' })),
        }),
      ),
    );

  expect(await tag('a', 50)).toBe('accepted');
  expect(await tag('a', 50)).toBe('accepted');
  expect(await tag('b', 1)).toBe('400 ResourceLimitExceededException');
});

test.each([
  ['ignored', 'accepted'],
  ['BadRequest', '400 BadRequestException'],
] as const)('removing a tag that is not there: %s', async (untagMissingKey, expected) => {
  const { messaging: client, alice } = await newFixture({ behavior: { untagMissingKey } });

  const untag = new messaging.UntagResourceCommand({ ResourceARN: alice, TagKeys: ['none'] });

  expect(await refusalOf(client.send(untag))).toBe(expected);
});

test('a resource that does not exist has no tags', async () => {
  const { messaging: client, alice } = await newFixture();

  const list = new messaging.ListTagsForResourceCommand({ ResourceARN: `${alice}x` });

  expect(await refusalOf(client.send(list))).toBe('403 ForbiddenException');
});

import { newChat } from './emulated-chat';
import type { InputOf } from '../../../testing/emulator';

const FORBIDDEN = '403 ForbiddenException';
const PINPOINT = 'arn:aws:mobiletargeting:us-east-1:111122223333:apps/0123456789abcdef';

const device = (AppInstanceUserArn: string): InputOf<'RegisterAppInstanceUserEndpoint'> => ({
  AppInstanceUserArn,
  Name: 'phone',
  Type: 'APNS',
  ResourceArn: PINPOINT,
  EndpointAttributes: { DeviceToken: 'token', VoipDeviceToken: 'voip' },
});

test('an endpoint of a user is registered, described, updated, listed and deregistered', async () => {
  const chat = await newChat();
  const bob = chat.user('bob');
  const own = await chat.call('RegisterAppInstanceUserEndpoint', device(bob));
  await chat.call('RegisterAppInstanceUserEndpoint', {
    ...device(bob),
    Name: undefined,
    AllowMessages: 'NONE',
  });
  await chat.emulator.clock.advance(1000);

  const updated = await chat.call('UpdateAppInstanceUserEndpoint', { ...own, Name: 'old phone' });
  const described = await chat.call('DescribeAppInstanceUserEndpoint', own);
  const listed = await chat.call('ListAppInstanceUserEndpoints', { AppInstanceUserArn: bob, MaxResults: 1 });
  await chat.call('DeregisterAppInstanceUserEndpoint', own);
  const left = await chat.call('ListAppInstanceUserEndpoints', {
    AppInstanceUserArn: bob,
    NextToken: listed.NextToken,
  });

  const summary = {
    ...own,
    Name: 'old phone',
    Type: 'APNS',
    AllowMessages: 'ALL',
    EndpointState: { Status: 'ACTIVE' },
  };
  expect(updated).toEqual(own);
  expect(described.AppInstanceUserEndpoint).toEqual({
    ...summary,
    ResourceArn: PINPOINT,
    EndpointAttributes: { DeviceToken: 'token', VoipDeviceToken: 'voip' },
    CreatedTimestamp: 24 * 60 * 60,
    LastUpdatedTimestamp: 24 * 60 * 60 + 1,
  });
  expect(listed.AppInstanceUserEndpoints).toEqual([summary]);
  expect(left.AppInstanceUserEndpoints.map(({ AllowMessages }) => AllowMessages)).toEqual(['NONE']);
  expect(await chat.refusal('DescribeAppInstanceUserEndpoint', own)).toBe(FORBIDDEN);
  expect(await chat.refusal('DeregisterAppInstanceUserEndpoint', own)).toBe(FORBIDDEN);
});

test('an endpoint of something else than Pinpoint is not active', async () => {
  const chat = await newChat();
  const other = { ...device(chat.user('bob')), ResourceArn: chat.app };

  const own = await chat.call('RegisterAppInstanceUserEndpoint', other);

  const { AppInstanceUserEndpoint } = await chat.call('DescribeAppInstanceUserEndpoint', own);
  expect(AppInstanceUserEndpoint.EndpointState).toEqual({
    Status: 'INACTIVE',
    StatusReason: 'INVALID_PINPOINT_ARN',
  });
});

test('a user has ten endpoints, and one that does not exist has none', async () => {
  const chat = await newChat();
  for (let count = 0; count < 10; count++) {
    await chat.call('RegisterAppInstanceUserEndpoint', device(chat.user('bob')));
  }

  expect(await chat.refusal('RegisterAppInstanceUserEndpoint', device(chat.user('bob')))).toBe(
    '400 ResourceLimitExceededException',
  );
  expect(await chat.refusal('RegisterAppInstanceUserEndpoint', device(chat.user('nobody')))).toBe(FORBIDDEN);
});

test('a token registers one endpoint, and another one once that is gone', async () => {
  const chat = await newChat();
  const tokenized = { ...device(chat.user('bob')), ClientRequestToken: 'token' };

  const first = await chat.call('RegisterAppInstanceUserEndpoint', tokenized);
  const second = await chat.call('RegisterAppInstanceUserEndpoint', tokenized);
  await chat.call('DeregisterAppInstanceUserEndpoint', first);
  const third = await chat.call('RegisterAppInstanceUserEndpoint', tokenized);

  expect(second).toEqual(first);
  expect(third.EndpointId).not.toBe(first.EndpointId);
});

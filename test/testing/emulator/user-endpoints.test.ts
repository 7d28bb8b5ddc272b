import { newWorld } from './world';
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
  const world = await newWorld();
  const bob = world.user('bob');
  const own = await world.call('RegisterAppInstanceUserEndpoint', device(bob));
  await world.call('RegisterAppInstanceUserEndpoint', {
    ...device(bob),
    Name: undefined,
    AllowMessages: 'NONE',
  });
  await world.emulator.clock.advance(1000);

  const updated = await world.call('UpdateAppInstanceUserEndpoint', { ...own, Name: 'old phone' });
  const described = await world.call('DescribeAppInstanceUserEndpoint', own);
  const listed = await world.call('ListAppInstanceUserEndpoints', { AppInstanceUserArn: bob, MaxResults: 1 });
  await world.call('DeregisterAppInstanceUserEndpoint', own);
  const left = await world.call('ListAppInstanceUserEndpoints', {
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
  expect(await world.refusal('DescribeAppInstanceUserEndpoint', own)).toBe(FORBIDDEN);
  expect(await world.refusal('DeregisterAppInstanceUserEndpoint', own)).toBe(FORBIDDEN);
});

test('an endpoint of something else than Pinpoint is not active', async () => {
  const world = await newWorld();
  const other = { ...device(world.user('bob')), ResourceArn: world.app };

  const own = await world.call('RegisterAppInstanceUserEndpoint', other);

  const { AppInstanceUserEndpoint } = await world.call('DescribeAppInstanceUserEndpoint', own);
  expect(AppInstanceUserEndpoint.EndpointState).toEqual({
    Status: 'INACTIVE',
    StatusReason: 'INVALID_PINPOINT_ARN',
  });
});

test('a user has ten endpoints, and one that does not exist has none', async () => {
  const world = await newWorld();
  for (let count = 0; count < 10; count++) {
    await world.call('RegisterAppInstanceUserEndpoint', device(world.user('bob')));
  }

  expect(await world.refusal('RegisterAppInstanceUserEndpoint', device(world.user('bob')))).toBe(
    '400 ResourceLimitExceededException',
  );
  expect(await world.refusal('RegisterAppInstanceUserEndpoint', device(world.user('nobody')))).toBe(
    FORBIDDEN,
  );
});

test('a token registers one endpoint, and another one once that is gone', async () => {
  const world = await newWorld();
  const tokenized = { ...device(world.user('bob')), ClientRequestToken: 'token' };

  const first = await world.call('RegisterAppInstanceUserEndpoint', tokenized);
  const second = await world.call('RegisterAppInstanceUserEndpoint', tokenized);
  await world.call('DeregisterAppInstanceUserEndpoint', first);
  const third = await world.call('RegisterAppInstanceUserEndpoint', tokenized);

  expect(second).toEqual(first);
  expect(third.EndpointId).not.toBe(first.EndpointId);
});

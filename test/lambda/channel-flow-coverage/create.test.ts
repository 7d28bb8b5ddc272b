import { coverageForFile } from './coverage-fixtures';
import { S3Error } from '../../../testing/cloud/s3/s3-error';

const context = coverageForFile();

test('puts its settings in force, and does not wait for a sweep', async () => {
  const place = await context.place();

  const answer = await place.create({
    ResourceProperties: place.properties({
      Channels: { NamePrefix: 'support-', Privacy: 'PUBLIC', Mode: 'RESTRICTED' },
    }),
  });

  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: `channel-flow-coverage/${place.bucket}`,
  });
  const { generation, lastSweep, lease } = (await place.stateNow())!;
  expect(generation).toMatchObject({
    requestId: 'r1',
    settings: {
      channelFlowArn: place.flow,
      formerFlows: [],
      bearers: [place.admin],
      channels: { namePrefix: 'support-', privacy: 'PUBLIC', mode: 'RESTRICTED' },
      sweepInterval: 300_000,
      callsPerSecond: 1.5,
    },
  });
  expect([lastSweep, lease]).toEqual([undefined, undefined]);
});

test('is refused in one sentence for a bearer that is no admin, and writes nothing', async () => {
  const place = await context.place();
  const user = await context.service.newUser(place.appInstance, 'user');

  const answer = await place.create({
    ResourceProperties: place.properties({ Bearers: [place.admin, user] }),
  });

  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toBe(
    `could not create coverage by channel flow ${place.flow}: ${user} may not list the private channels of ` +
      `${place.appInstance}; make it an admin of the app instance, for example by an AppInstanceAdmin, and pass the bearer of that`,
  );
  expect(answer.PhysicalResourceId).toMatch(/^channel-flow-coverage-not-created[/]/);
  expect(await place.stateNow()).toBeUndefined();
});

test('waits for a bearer that is about to become an admin', async () => {
  const place = await context.place();
  const fault = context.emulator.faults.inject({
    operation: 'ListChannels',
    error: { name: 'ForbiddenException', statusCode: 403 },
    times: 3,
  });

  expect(await place.create()).toMatchObject({ Status: 'SUCCESS' });
  expect(fault.hits).toBe(3);
});

test('is the same when it is delivered twice', async () => {
  const place = await context.place();

  const answers = [await place.create(), await place.create()];

  expect(answers.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
  expect((await place.stateNow())?.generation.requestId).toBe('r1');
});

test.each([
  ['Bearers', [], /^property Bearers must be ARNs of users or bots in arn:\S+, got \[\]/],
  [
    'Bearers',
    ['arn:aws:chime:us-east-1:1:app-instance/x/user/u'],
    /Bearers must be ARNs of users or bots in/,
  ],
  ['SweepInterval', '59', /property SweepInterval must be whole minutes in seconds, got "59"/],
  ['SweepInterval', '90', /property SweepInterval must be whole minutes in seconds, got "90"/],
  ['SweepInterval', 'often', /property SweepInterval must be a number above 0, got "often"/],
  ['CallsPerSecond', '0', /property CallsPerSecond must be a number above 0, got "0"/],
  ['CallsPerSecond', '0.09', /property CallsPerSecond must be 0.1 to 100, got "0.09"/],
  ['CallsPerSecond', '101', /property CallsPerSecond must be 0.1 to 100, got "101"/],
  ['ChannelFlowArn', 'flow', /property ChannelFlowArn must be the ARN of a channel flow, got "flow"/],
  ['Channels', { Privacy: 'SECRET' }, /property Channels.Privacy must be PUBLIC or PRIVATE, got "SECRET"/],
  ['Channels', { NamePrefix: '' }, /property NamePrefix must be a string that is not empty, got ""/],
  [
    'Channels',
    { NamePrefix: { x: 1 } },
    /property NamePrefix must be a string that is not empty, got [{]"x":1[}]/,
  ],
  ['BucketName', '', /property BucketName must be a string that is not empty, got ""/],
])('is refused for %s %j', async (name, value, reason) => {
  const place = await context.place();

  const answer = await place.create({ ResourceProperties: place.properties({ [name]: value }) });

  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason?.replace(/^could not create [^:]+: |^could not create .*?(?=property)/, '')).toMatch(
    reason,
  );
  expect(context.s3().list(place.bucket)).toEqual([]);
});

const KEY_DENIES =
  'User: arn:aws:sts::1:assumed-role/r/f is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:1:key/k';

test.each(['KMS.DisabledException', 'KMS.NotFoundException', 'KMS.KMSInvalidStateException'])(
  'says in words that the key of its bucket cannot be used: %s',
  async (code) => {
    const place = await context.place();
    const put = jest.spyOn(context.s3(), 'put').mockImplementation(() => {
      throw new S3Error(400, code, 'arn:aws:kms:us-east-1:1:key/k');
    });

    const answer = await place.create();
    put.mockRestore();

    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toContain(
      `PutObject in bucket ${place.bucket} failed with ${code}: arn:aws:kms:us-east-1:1:key/k; check that the bucket's key exists and is enabled`,
    );
  },
);

test.each([
  ['bucket', 'Access Denied'],
  ['key', KEY_DENIES],
])('says in words that its %s denies, after the policy had time to arrive', async (_, message) => {
  const place = await context.place();
  const put = jest.spyOn(context.s3(), 'put').mockImplementation(() => {
    throw new S3Error(403, 'AccessDenied', message);
  });
  const { passed } = context.harness.timers;

  const answer = await place.create();
  put.mockRestore();

  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toContain(
    `PutObject in bucket ${place.bucket} failed with AccessDenied: ${message}; allow s3:PutObject in the function's role, and the use of the bucket's key if it has one`,
  );
  expect(context.harness.timers.passed - passed).toBeGreaterThan(30_000);
});

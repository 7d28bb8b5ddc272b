import {
  APP_INSTANCE,
  CHANNEL,
  failureRecord,
  FUNCTION,
  Guard,
  guarding,
  messageEvent,
  SECRET,
  serviceError,
} from './support';

beforeEach(() => {
  jest.spyOn(Math, 'random').mockReturnValue(0); // no waits between attempts
});

afterEach(() => {
  jest.restoreAllMocks();
});

const ALLOWS = guarding('ALLOW');

test('a message is denied by its id alone', async () => {
  const guard = new Guard();
  await guard.handle(failureRecord());
  expect(guard.callbacks).toEqual([
    {
      CallbackId: messageEvent().CallbackId,
      ChannelArn: CHANNEL,
      DeleteResource: true,
      ChannelMessage: { MessageId: 'message-1' },
    },
  ]);
});

test('a message that is let through is handed back as it came', async () => {
  const guard = new Guard(ALLOWS);
  const extras = {
    SubChannelId: 'sub-1',
    ContentType: 'text/plain',
    PushNotification: { Title: 'Alice', Body: 'wrote', Type: 'DEFAULT' },
    MessageAttributes: { mood: { StringValues: ['good'] } },
  };
  await guard.handle(failureRecord(messageEvent(extras)));
  expect(guard.callbacks).toEqual([
    {
      CallbackId: messageEvent().CallbackId,
      ChannelArn: CHANNEL,
      ChannelMessage: {
        MessageId: 'message-1',
        Content: SECRET,
        Metadata: 'metadata of the sender',
        ...extras,
      },
    },
  ]);
});

test('a denial names the subchannel', async () => {
  const guard = new Guard();
  await guard.handle(failureRecord(messageEvent({ SubChannelId: 'sub-1' })));
  expect(guard.callbacks[0]?.ChannelMessage).toEqual({ MessageId: 'message-1', SubChannelId: 'sub-1' });
});

test('the action is that of the alias', async () => {
  const guard = new Guard(guarding('ALLOW', 'live'));
  await guard.handle(failureRecord(messageEvent(), 'live'));
  expect(guard.line.Outcome).toBe('ALLOWED');
});

const elsewhere = (arn: string, from: string, to: string) => arn.replace(from, to);

test.each([
  ['another alias', { qualifier: 'beta' }, 'a processor that this guard acts for'],
  [
    'another account',
    { functionArn: elsewhere(FUNCTION, '111122223333', '999999999999') },
    'a processor that',
  ],
  ['another Region', { functionArn: elsewhere(FUNCTION, 'us-east-1', 'eu-central-1') }, 'a processor that'],
  ['a longer name', { functionArn: `${FUNCTION}2` }, 'a processor that this guard acts for'],
  ['no list', { environment: {} }, 'a processor that this guard acts for'],
  [
    'another app instance',
    { channel: `${APP_INSTANCE}-other/channel/lobby` },
    'in an app instance of the processor',
  ],
  ['an unknown app instance', { channel: `${APP_INSTANCE}-new/channel/lobby` }, 'in an app instance of the'],
  [
    'an app instance of another account',
    { channel: elsewhere(CHANNEL, '111122223333', '999999999999') },
    'a processor that this guard acts for',
  ],
])('a record with %s is refused without a call', async (_what, forged, reason) => {
  const {
    qualifier = '$LATEST',
    functionArn,
    environment,
    channel = CHANNEL,
  } = forged as {
    readonly qualifier?: string;
    readonly functionArn?: string;
    readonly environment?: Record<string, string>;
    readonly channel?: string;
  };
  const guard = new Guard(environment ?? ALLOWS);
  const record = failureRecord(messageEvent({ ChannelArn: channel }), qualifier);
  if (functionArn) record.requestContext.functionArn = `${functionArn}:${qualifier}`;
  await expect(guard.handle(record)).rejects.toThrow(reason);
  expect(guard.callbacks).toEqual([]);
  expect(guard.line).toMatchObject({ Outcome: 'FAILED' });
});

test('a message that cannot go on as it came is denied', async () => {
  const guard = new Guard(ALLOWS);
  guard.refusals.push(serviceError('BadRequestException', 400, 'Content is too long'));
  await guard.handle(failureRecord());
  expect(guard.callbacks.map(({ DeleteResource }) => DeleteResource)).toEqual([undefined, true]);
  expect(guard.line.Outcome).toBe('DENIED');
});

test('a conflict each time proves nothing: Lambda tries again', async () => {
  const guard = new Guard();
  guard.refusals.push(...Array.from({ length: 5 }, () => serviceError('ConflictException', 409)));
  await expect(guard.handle(failureRecord())).rejects.toThrow('conflicts with other callbacks, attempts: 5');
  expect(guard.line).toMatchObject({ Outcome: 'FAILED', Failures: 1 });
});

const NON_PENDING = 'Unable to complete processing of non-pending message for callback id: c, message id: m';

test.each([
  ['BadRequest', [serviceError('BadRequestException', 400, NON_PENDING)]],
  [
    'Forbidden',
    [serviceError('ForbiddenException', 403, 'You do not have sufficient access to perform this action.')],
  ],
])('a message that has been settled is left so when the service says %s', async (refusal, answers) => {
  const guard = new Guard();
  guard.refusals.push(...answers);
  await guard.handle(failureRecord());
  expect(guard.line).toMatchObject({
    Outcome: 'ALREADY_SETTLED',
    refusal,
    attempts: answers.length,
    Decisions: 1,
  });
});

test.each([
  ['throttling', serviceError('ThrottledClientException', 429)],
  ['a failure of the service', serviceError('ServiceFailureException', 500)],
  ['a lost connection', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
])('the callback is repeated after %s', async (_what, error) => {
  const guard = new Guard();
  guard.refusals.push(error, error);
  await guard.handle(failureRecord());
  expect(guard.callbacks).toHaveLength(3);
  expect(guard.line).toMatchObject({ Outcome: 'DENIED', attempts: 3 });
});

test('a callback that finds no time fails, so that Lambda tries again', async () => {
  const guard = new Guard();
  guard.remaining = 1_000;
  guard.refusals.push(serviceError('ThrottledClientException', 429));
  await expect(guard.handle(failureRecord())).rejects.toThrow(
    'the callback failed: ThrottledClientException (429), attempts: 1',
  );
  expect(guard.callbacks).toHaveLength(1);
  expect(guard.line).toMatchObject({ Outcome: 'FAILED', Failures: 1, ProcessorFunctionName: 'moderator' });
});

test('a missing permission fails, and the log says which', async () => {
  const guard = new Guard();
  guard.refusals.push(serviceError('AccessDeniedException', 403, 'not authorized to perform'));
  await expect(guard.handle(failureRecord())).rejects.toThrow();
  expect(guard.line).toMatchObject({
    Outcome: 'FAILED',
    reason: expect.stringContaining(`chime:ChannelFlowCallback on ${CHANNEL}`) as string,
  });
});

test('an error of unknown origin is named, never quoted', async () => {
  const guard = new Guard(ALLOWS);
  const event = messageEvent();
  Object.defineProperty(event.ChannelMessage, 'ContentType', {
    get: () => {
      throw new RangeError(SECRET);
    },
  });
  await expect(guard.handle(failureRecord(event))).rejects.toThrow(/^the guard failed with RangeError$/);
  expect(guard.line).toMatchObject({ Outcome: 'FAILED', reason: 'the guard failed with RangeError' });
  expect(guard.lines.join()).not.toContain(SECRET);
});

test('the log line counts the decision by function and outcome', async () => {
  jest.spyOn(Date, 'now').mockReturnValue(1_800_000_000_000);
  const guard = new Guard();
  await guard.handle(failureRecord());
  expect(guard.line).toEqual({
    _aws: {
      Timestamp: 1_800_000_000_000,
      CloudWatchMetrics: [
        {
          Namespace: 'cdk-chime-sdk-messaging/ProcessorGuard',
          Dimensions: [['ProcessorFunctionName'], ['ProcessorFunctionName', 'Outcome']],
          Metrics: [{ Name: 'Decisions', Unit: 'Count' }],
        },
      ],
    },
    ProcessorFunctionName: 'moderator',
    Outcome: 'DENIED',
    Decisions: 1,
    requestId: 'guard-1',
    processor: `${FUNCTION}:$LATEST`,
    condition: 'RetriesExhausted',
    errorType: 'TypeError',
    messageId: 'message-1',
    callbackId: messageEvent().CallbackId,
    channelArn: CHANNEL,
    attempts: 1,
  });
});

test('a failure is counted by function alone', async () => {
  const guard = new Guard();
  guard.refusals.push(serviceError('AccessDeniedException', 403));
  await expect(guard.handle(failureRecord())).rejects.toThrow();
  expect(guard.line._aws).toMatchObject({
    CloudWatchMetrics: [
      { Dimensions: [['ProcessorFunctionName']], Metrics: [{ Name: 'Failures', Unit: 'Count' }] },
    ],
  });
});

test('logs neither the message nor the error message of the processor', async () => {
  const guard = new Guard(ALLOWS);
  await guard.handle(failureRecord());
  expect(guard.lines.join()).not.toContain(SECRET);
  expect(guard.lines.join()).not.toContain('metadata of the sender');
});

test('an error type that is no identifier is not logged', async () => {
  const guard = new Guard();
  await guard.handle({ ...failureRecord(), responsePayload: { errorType: `Error: ${SECRET}` } });
  expect(guard.line).not.toHaveProperty('errorType');
});

test('an event that was never run is settled too', async () => {
  const guard = new Guard();
  const { responseContext: _context, responsePayload: _payload, ...record } = failureRecord();
  await guard.handle({
    ...record,
    requestContext: { ...record.requestContext, condition: 'EventAgeExceeded' },
  });
  expect(guard.line).toMatchObject({ Outcome: 'DENIED', condition: 'EventAgeExceeded' });
});

test.each([[{ Records: [{ s3: {} }] }], ['text'], [null], [undefined]])(
  'an event from another caller of the function is ignored: %j',
  async (event) => {
    const guard = new Guard(ALLOWS);
    await guard.handle({ ...failureRecord(), requestPayload: event });
    expect(guard.callbacks).toEqual([]);
    expect(guard.line).toMatchObject({ Outcome: 'IGNORED', processor: `${FUNCTION}:$LATEST` });
    expect(guard.line).not.toHaveProperty('_aws');
  },
);

test.each([
  ['no callback id', { ...messageEvent(), CallbackId: undefined }, 'CallbackId'],
  ['an empty callback id', { ...messageEvent(), CallbackId: '' }, 'CallbackId'],
  ['no message', { ...messageEvent(), ChannelMessage: undefined }, 'MessageId'],
  ['a message id that is no text', messageEvent({ MessageId: { text: SECRET } }), 'MessageId'],
  ['no channel', messageEvent({ ChannelArn: undefined }), 'ChannelArn'],
])('fails without a callback for an event with %s', async (_what, event, property) => {
  const guard = new Guard();
  await expect(guard.handle(failureRecord(event))).rejects.toThrow(property);
  expect(guard.callbacks).toEqual([]);
  expect(guard.line).toMatchObject({ Outcome: 'FAILED', Failures: 1 });
  expect(guard.lines.join()).not.toContain(SECRET);
});

const record = failureRecord();

test.each([
  ['nothing', undefined, 'functionArn'],
  ['a text', SECRET, 'functionArn'],
  ['a channel message', messageEvent(), 'functionArn'],
  ['an object in place of an ARN', { requestContext: { functionArn: { toString: 1 } } }, 'functionArn'],
  ['no function', { ...record, requestContext: { condition: 'RetriesExhausted' } }, 'functionArn'],
  [
    'no qualifier',
    { ...record, requestContext: { ...record.requestContext, functionArn: FUNCTION } },
    'functionArn',
  ],
  ['no condition', { ...record, requestContext: { functionArn: `${FUNCTION}:1` } }, 'condition'],
  [
    'a success',
    { ...record, requestContext: { ...record.requestContext, condition: 'Success' } },
    'condition',
  ],
])('fails without a callback for a record that is %s', async (_what, event, property) => {
  const guard = new Guard(ALLOWS);
  await expect(guard.handle(event)).rejects.toThrow(property);
  expect(guard.callbacks).toEqual([]);
  expect(guard.line).toMatchObject({
    Outcome: 'FAILED',
    Failures: 1,
    ProcessorFunctionName: 'unknown',
  });
  expect(guard.lines.join()).not.toContain(SECRET);
});

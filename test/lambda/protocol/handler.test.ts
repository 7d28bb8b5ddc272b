import { ServiceError } from '../../../lambda/chime';
import { createHandler, type ResourceProvider, type Run } from '../../../lambda/protocol';
import { AnswerBox } from '../helpers/answer-box';
import { amzDate } from '../helpers/provider-harness';
import { VirtualTimers } from '../helpers/virtual-timers';

const box = new AnswerBox();
let timers: VirtualTimers;
let lines: string[];

beforeAll(async () => {
  await box.open();
});
beforeEach(() => {
  box.clear();
  timers = new VirtualTimers();
  lines = [];
});
afterAll(async () => box.close());

const provider: ResourceProvider = {
  describe: () => 'thing "x"',
  onCreate: async () => ({ PhysicalResourceId: 'made', Data: { Size: 'XL' } }),
  onUpdate: async () => ({ PhysicalResourceId: 'changed' }),
  onDelete: async () => {},
};

function event(fields: object = {}) {
  return {
    RequestType: 'Create',
    RequestId: 'r1',
    ResponseURL: `${box.url}&X-Amz-Date=${amzDate(timers.now())}`,
    StackId: 's1',
    LogicalResourceId: 'L',
    ResourceType: 'Custom::Thing',
    ResourceProperties: { Secret: 'do not log' },
    ...fields,
  };
}

async function handle(fields: object = {}, custom: Partial<ResourceProvider> = {}, timeout?: number) {
  const handler = createHandler({
    notCreated: 'nothing-made',
    providers: { 'Custom::Thing': { ...provider, ...custom } },
    timers,
    log: (line) => void lines.push(line),
  });
  await handler(event(fields), timers.context(timeout));
}

test('responds to a create', async () => {
  await handle();
  expect(box.answers).toEqual([
    {
      Status: 'SUCCESS',
      PhysicalResourceId: 'made',
      Data: { Size: 'XL' },
      RequestId: 'r1',
      StackId: 's1',
      LogicalResourceId: 'L',
    },
  ]);
});

test('responds to an update with its id and a delete with the id that was asked about', async () => {
  await handle({ RequestType: 'Update', PhysicalResourceId: 'old' });
  await handle({ RequestType: 'Delete', PhysicalResourceId: 'old' });
  expect(box.answers.map((answer) => answer.PhysicalResourceId)).toEqual(['changed', 'old']);
});

test('says the length of a response in bytes and no content type, as the signed address demands', async () => {
  await handle({}, { onCreate: async () => Promise.reject(new Error('no 🌊')) });
  expect(box.headers[0]).toMatchObject({
    'content-type': '',
    'content-length': String(Buffer.byteLength(box.bodies[0]!)),
  });
});

test('a failed create is reported with a marker id, other failures with the id that there is', async () => {
  const fail = async () => Promise.reject(new Error('broken'));
  await handle({}, { onCreate: fail });
  await handle({ RequestType: 'Update', PhysicalResourceId: 'old' }, { onUpdate: fail });
  expect(box.answers).toMatchObject([
    {
      Status: 'FAILED',
      PhysicalResourceId: 'nothing-made/r1',
      Reason: 'could not create thing "x": broken; see the provider\'s log',
    },
    { Status: 'FAILED', PhysicalResourceId: 'old' },
  ]);
});

test('a thrown value that is no error is told', async () => {
  // eslint-disable-next-line prefer-promise-reject-errors
  await handle({}, { onCreate: async () => Promise.reject('just a text') });
  expect(box.answers[0]!.Reason).toContain('just a text');
});

test.each([
  [{ RequestType: 'Destroy' }, 'the request type must be Create, Update or Delete, got "Destroy"'],
  [{ RequestType: undefined }, 'the request type must be Create, Update or Delete, got ""'],
  [{ ResourceType: 'Custom::Other' }, 'the resource type must be Custom::Thing, got "Custom::Other"'],
  [
    { ResourceType: 'Custom::Other', RequestType: 'Delete', PhysicalResourceId: 'x' },
    'resource type must be',
  ],
])('unknown requests fail clearly: %#', async (fields, reason) => {
  await handle(fields);
  expect(box.answers[0]).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(reason) });
});

test('deleting what an unknown type failed to create succeeds', async () => {
  const fields = {
    ResourceType: 'Custom::Other',
    RequestType: 'Delete',
    PhysicalResourceId: 'nothing-made/r0',
  };
  await handle(fields);
  expect(box.answers[0]!.Status).toBe('SUCCESS');
});

test.each([undefined, null, {}, { ResponseURL: 'no url' }, { ResponseURL: 5 }])(
  'an event without an address to respond to is refused: %p',
  async (bad) => {
    const handler = createHandler({ notCreated: 'n', providers: {}, timers });
    await expect(handler(bad, timers.context())).rejects.toThrow('no valid ResponseURL');
  },
);

test('the response is repeated until it is accepted', async () => {
  box.statuses.push(503, 0, 429);
  await handle();
  expect(box.answers).toHaveLength(1);
  expect(timers.slept).toHaveLength(3);
});

test('the handler fails if the response is refused for good, without telling the address', async () => {
  box.statuses.push(403);
  await expect(handle()).rejects.toThrow('the response to request r1 could not be delivered');
  expect(box.answers).toEqual([]);
});

test('the handler fails if the response cannot be delivered while the function lives', async () => {
  box.statuses.push(...Array<number>(1_000).fill(500));
  await expect(handle({}, {}, 20_000)).rejects.toThrow('could not be delivered');
  expect(timers.passed).toBeLessThanOrEqual(20_000);
});

test('responses over https go there', async () => {
  const url = box.url.replace('http:', 'https:');
  await expect(handle({ ResponseURL: url }, {}, 1_000)).rejects.toThrow('could not be delivered');
});

test('a response that hangs is tried again', async () => {
  let hang = true;
  box.onRequest = () => {
    if (hang) box.statuses.push(0);
    hang = false;
  };
  await handle();
  expect(box.answers).toHaveLength(1);
});

async function untilDeadline(run: Run): Promise<never> {
  for (;;) await run.sleep(1_000);
}

test('the deadline gets a response while there is time, with the progress and the last failed call', async () => {
  const onDelete = async (run: Run) => {
    run.progress = '7 of 9 are done';
    run.lastError = new ServiceError(
      'DeleteThing',
      'x',
      Object.assign(new Error('slow down'), { name: 'T' }),
    );
    return untilDeadline(run);
  };
  await handle({ RequestType: 'Delete', PhysicalResourceId: 'old' }, { onDelete }, 60_000);
  expect(timers.passed).toBeLessThanOrEqual(51_000);
  expect(box.answers).toMatchObject([
    {
      Status: 'FAILED',
      PhysicalResourceId: 'old',
      Reason:
        'could not delete thing "x": it did not finish within 50 seconds; ' +
        '7 of 9 are done; DeleteThing of x failed with T: slow down; ' +
        "try again, or give the provider a longer 'timeout'",
    },
  ]);
});

test('what ends after the deadline gets no second response', async () => {
  const onCreate = async (run: Run) => untilDeadline(run).catch(() => ({ PhysicalResourceId: 'late' }));
  await handle({}, { onCreate }, 8_000);
  expect(box.answers).toMatchObject([{ Status: 'FAILED', PhysicalResourceId: 'nothing-made/r1' }]);
});

test('a function with hardly any time still responds', async () => {
  await handle({}, { onCreate: untilDeadline }, 1_000);
  expect(box.answers).toMatchObject([{ Status: 'FAILED' }]);
});

test('the log has a line for each step and neither properties nor the response URL', async () => {
  const error = Object.assign(new Error('no'), { name: 'ConflictException', $metadata: { requestId: 'sr' } });
  const onCreate = async (run: Run) => {
    run.log('MakeThing', 'ok');
    throw new ServiceError('MakeThing', 'x', error);
  };
  await handle({}, { onCreate });
  const about = {
    requestId: 'r1',
    requestType: 'Create',
    logicalResourceId: 'L',
    resourceType: 'Custom::Thing',
  };
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    { ...about, action: 'MakeThing', outcome: 'ok' },
    {
      ...about,
      action: 'response',
      outcome: 'FAILED',
      errorName: 'ConflictException',
      serviceRequestId: 'sr',
    },
  ]);
  expect(lines.join()).not.toMatch(/signature|do not log/);
});

test('the log says where an unexpected error comes from, without its text', async () => {
  const onCreate = () => {
    throw new TypeError('secret');
  };
  await handle({}, { onCreate });
  const { errorName, frames } = JSON.parse(lines.at(-1)!) as { errorName: string; frames: string[] };
  expect(errorName).toBe('TypeError');
  expect(frames[0]).toMatch(/^at .*onCreate/);
  expect(lines.join()).not.toContain('secret');
});

test('real time and the console are used unless told otherwise', async () => {
  const write = jest.spyOn(console, 'log').mockImplementation(() => {});
  const sleepy = async (run: Run) => {
    await run.sleep(1);
    return { PhysicalResourceId: 'made' };
  };
  const handler = createHandler({
    notCreated: 'n',
    providers: { 'Custom::Thing': { ...provider, onCreate: sleepy } },
  });
  await handler(event(), { getRemainingTimeInMillis: () => 60_000 });
  expect(box.answers[0]!.Status).toBe('SUCCESS');
  expect(write).toHaveBeenCalledTimes(1);
  write.mockRestore();
});

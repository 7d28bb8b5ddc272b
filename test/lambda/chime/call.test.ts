import { call } from '../../../lambda/chime';
import { type Request, Run } from '../../../lambda/protocol';
import { VirtualTimers } from '../helpers/virtual-timers';

/** When the providers' clients give up on a call. */
const PATIENCE = 4_000;

const ERRORS = {
  hangs: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
  'is throttled': serviceError('ThrottledClientException', 429),
  fails: serviceError('BadRequestException', 400),
};

function serviceError(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error('no'), { name, $metadata: { httpStatusCode } });
}

/** Sends a call whose attempts hang or end at once, as specified; returns its result and how many seconds it took. */
async function makeCall(operation: string, ...attempts: ('hangs' | 'is throttled' | 'fails' | 'works')[]) {
  const timers = new VirtualTimers();
  const request = { RequestType: 'Update', sentAt: timers.now() } as Request;
  const run = new Run(request, timers.context(), { timers, log: () => {} });
  const send = async () => {
    const attempt = attempts.shift();
    if (attempt === 'hangs') await timers.sleep(PATIENCE);
    if (attempt === 'works') return 'done';
    throw ERRORS[attempt ?? 'fails'];
  };
  const outcome = await call(run, operation, 'it', send).catch((error: Error) => error.name);
  return { outcome, seconds: timers.passed / 1_000 };
}

describe('a write that hung may be on its way, and ends no sooner than 10 seconds after it was sent', () => {
  test('when it was repeated', async () => {
    expect(await makeCall('UpdateChannelFlow', 'hangs', 'works')).toEqual({ outcome: 'done', seconds: 10 });
  });

  test('when it was refused then', async () => {
    expect(await makeCall('AssociateChannelFlow', 'hangs', 'fails')).toEqual({
      outcome: 'BadRequestException',
      seconds: 10,
    });
  });

  test('counted from the last one that hung', async () => {
    const { seconds } = await makeCall('TagResource', 'hangs', 'hangs', 'works');
    expect(seconds).toBeGreaterThanOrEqual(14);
  });
});

test('a write that hung and was throttled until then ends with its repetition', async () => {
  const throttled = Array<'is throttled'>(40).fill('is throttled');
  const { outcome, seconds } = await makeCall('TagResource', 'hangs', ...throttled, 'works');
  expect(outcome).toBe('done');
  expect(seconds).toBeGreaterThan(10);
});

test('a write that was refused at once ends at once', async () => {
  expect(await makeCall('UpdateChannelFlow', 'fails')).toEqual({
    outcome: 'BadRequestException',
    seconds: 0,
  });
});

test.each(['ListChannelFlows', 'DescribeChannel'])(
  '%s changes nothing: it is only repeated',
  async (operation) => {
    expect((await makeCall(operation, 'hangs', 'works')).seconds).toBeLessThan(10);
  },
);

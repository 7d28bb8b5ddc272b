import { limitOf } from './limits';

const CALLED_OFF = {
  tried: {
    lifecycle: 'association-create-over',
    fault: undefined,
    course: {
      delivery: { mode: 'calledOff', after: 40 },
      commits: false,
      rollsBackWith: 'newId',
      stackIsNew: false,
    },
    variant: 'likely',
    seed: 1,
  },
  outcome: { deployed: undefined, committed: false, repeated: false },
  isOvertaken: false,
} as const;

const WITHOUT_FLOW = 'after the deployment: channel 0 has no flow instead of the foreign flow';

test('a creation that was called off may leave the channel without the flow that it displaced', () => {
  expect(limitOf({ ...CALLED_OFF, problems: [WITHOUT_FLOW] })).toBe(
    'a creation that was called off does not know what it displaced',
  );
});

test.each([
  'a secret is in the log',
  '2 responses to one event',
  'a response is 3 s too late',
  'no response within the service timeout',
  "after the deployment: somebody else's channel 1 has no flow instead of the foreign flow",
  'after the deployment: channel 0 has the first flow instead of the foreign flow',
  'deployed again: channel 0 has no flow instead of the first flow',
])('that excuses nothing else: %s', (problem) => {
  expect(limitOf({ ...CALLED_OFF, problems: [WITHOUT_FLOW, problem] })).toBeUndefined();
});

test.each(['lost', 'stalled'])(
  'a response that is %s may hide that the rollback has undone a put of streams',
  (kind) => {
    const fault = { operation: 'PutMessagingStreamingConfigurations', kind, lasts: 'once' } as const;
    const tried = { ...CALLED_OFF.tried, lifecycle: 'streaming-stream', fault };
    const problems = ['after the deployment: Channel goes to next instead of ours'];
    expect(limitOf({ ...CALLED_OFF, tried, problems })).toBe(
      'a response that hangs while the rollback undoes the change',
    );

    const cut = { ...tried, fault: { ...fault, kind: 'cutOff' } };
    expect(limitOf({ ...CALLED_OFF, tried: cut, problems })).toBeUndefined();
  },
);

test('only a function that was killed may lose what others stream, and only where a put keeps what it does not name', () => {
  const killed = { ...CALLED_OFF.tried.course, delivery: { mode: 'killed', atStep: 8 } } as const;
  const tried = { ...CALLED_OFF.tried, lifecycle: 'streaming-delete', course: killed, variant: 'putMerges' };
  const problems = ["deleted: somebody else's ChannelMessage goes to nowhere instead of theirs"];
  expect(limitOf({ ...CALLED_OFF, tried, problems })).toMatch(/^a function that ends before it has put back/);

  const others = { ...tried, variant: 'likely' };
  expect(limitOf({ ...CALLED_OFF, tried: others, problems })).toBeUndefined();
  const duplicated = { ...tried, course: CALLED_OFF.tried.course };
  expect(limitOf({ ...CALLED_OFF, tried: duplicated, problems })).toBeUndefined();
});

test('a creation that displaced nothing has nothing to lose', () => {
  const tried = { ...CALLED_OFF.tried, lifecycle: 'association-create' };
  expect(limitOf({ ...CALLED_OFF, tried, problems: [WITHOUT_FLOW] })).toBeUndefined();
});

describe('a call that the service applies when all functions have ended', () => {
  const fault = { operation: 'AssociateChannelFlow', kind: 'overdue', lasts: 'once' } as const;
  const tried = { ...CALLED_OFF.tried, lifecycle: 'association-flow', fault };
  const WRONG = 'after the deployment: channel 0 has the second flow instead of the first flow';

  test.each([
    [[WRONG]],
    [['deleted: index is left in the bucket']],
    [['deployed again: 2 own flows instead of 1']],
    [['deleted: alice is an admin']],
    [['it fails again, without any fault: could not update a flow: a later change won; deploy again']],
  ])('may lead to %j', (problems) => {
    expect(limitOf({ ...CALLED_OFF, tried, problems })).toMatch(/^a call that the service applies/);
    const late = { ...tried, fault: { ...fault, kind: 'late' } };
    expect(limitOf({ ...CALLED_OFF, tried: late, problems })).toBeUndefined();
  });

  test.each([
    'deployed again: channel 0 has the second flow instead of the first flow',
    'deployed again, it fails',
    'it fails again, without any fault: could not update a flow: access denied',
    "after the deployment: somebody else's flow is gone",
    'a response is 3 s too late',
  ])('does not excuse that %s', (problem) => {
    expect(limitOf({ ...CALLED_OFF, tried, problems: [WRONG, problem] })).toBeUndefined();
  });
});

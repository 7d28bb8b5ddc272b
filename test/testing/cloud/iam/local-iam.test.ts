import { LocalIam, type PolicyDocument } from '../../../../testing/cloud/iam';

const ROLE = 'arn:aws:iam::111122223333:role/path/Role';
const FLOW = 'arn:aws:chime:us-east-1:111122223333:app-instance/a/channel-flow/f';
const CHANNEL = 'arn:aws:chime:us-east-1:111122223333:app-instance/a/channel/c';
const ALLOW_ALL: PolicyDocument = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

let now = 0;

function newIam(): LocalIam {
  const iam = new LocalIam({ now: () => now });
  iam.putPrincipal(ROLE);
  return iam;
}

function decision(iam: LocalIam, resources = [FLOW], action = 'chime:AssociateChannelFlow') {
  const { accessKeyId } = iam.credentialsFor(ROLE, 'function');
  return iam.authorize({ accessKeyId, action, resources });
}

beforeEach(() => {
  now = 1000;
});

test('a session of a role may do what its policies allow on each of the resources', () => {
  const iam = newIam();
  iam.putInlinePolicy(ROLE, 'flows', {
    Statement: [{ Effect: 'Allow', Action: 'chime:AssociateChannelFlow', Resource: FLOW }],
  });

  expect(decision(iam)).toEqual({ allowed: true });
  expect(decision(iam, [FLOW, CHANNEL])).toEqual({
    allowed: false,
    reason:
      'User: arn:aws:sts::111122223333:assumed-role/Role/function is not authorized to perform: ' +
      `chime:AssociateChannelFlow on resource: ${CHANNEL}`,
  });
  iam.deleteInlinePolicy(ROLE, 'flows');
  expect(decision(iam).allowed).toBe(false);
});

test.each<[string, string, number]>([
  ['role', ROLE, 10_240],
  ['user', 'arn:aws:iam::111122223333:user/path/User', 2_048],
])('the inline policies of a %s may have as many characters together as those of IAM', (kind, arn, limit) => {
  const iam = new LocalIam({ now: () => now });
  iam.putPrincipal(arn);
  const policyOf = (characters: number): PolicyDocument => {
    const policy = (Resource: string) => ({ Statement: { Effect: 'Allow' as const, Action: '*', Resource } });
    return policy('x'.repeat(characters - JSON.stringify(policy('')).length));
  };
  const other = policyOf(limit / 2 + 1);
  iam.putInlinePolicy(arn, 'one', policyOf(limit / 2));

  const name = arn.split('/').at(-1);
  const refusal = `Maximum policy size of ${limit} bytes exceeded for ${kind} ${name}`;
  expect(() => iam.putInlinePolicy(arn, 'other', other)).toThrow(refusal);
  iam.putInlinePolicy(arn, 'other', policyOf(limit / 2));
  iam.putInlinePolicy(arn, 'one', policyOf(limit / 2)); // it replaces the former one
  iam.deleteInlinePolicy(arn, 'one');
  iam.putInlinePolicy(arn, 'other', other);
});

test('whoever is not known is the administrator', () => {
  const iam = newIam();

  expect(iam.authorize({ accessKeyId: 'AKIA', action: 'chime:X', resources: ['*'] })).toEqual({
    allowed: true,
  });
  expect(iam.authorize({ accessKeyId: undefined, action: 'chime:X', resources: ['*'] })).toEqual({
    allowed: true,
  });
});

test('the credentials of a role that is gone are good for nothing', () => {
  const iam = newIam();
  iam.putInlinePolicy(ROLE, 'all', ALLOW_ALL);
  expect(decision(iam).allowed).toBe(true);
  iam.deletePrincipal(ROLE);
  expect(decision(iam).allowed).toBe(false);
});

test('attaching and detaching a policy takes the time of a change', () => {
  const iam = newIam();
  iam.putManagedPolicy('arn:policy', ALLOW_ALL);
  iam.propagationDelay = 10;
  iam.attachManagedPolicy(ROLE, 'arn:policy');
  expect(decision(iam).allowed).toBe(false);
  now += 10;
  expect(decision(iam).allowed).toBe(true);
  iam.detachManagedPolicy(ROLE, 'arn:policy');
  expect(decision(iam).allowed).toBe(true);
  now += 10;
  expect(decision(iam).allowed).toBe(false);
});

test('credentials are the same for a session, and others for another', () => {
  const iam = newIam();

  expect(iam.credentialsFor(ROLE, 'a')).toBe(iam.credentialsFor(ROLE, 'a'));
  expect(iam.credentialsFor(ROLE, 'a').accessKeyId).not.toBe(iam.credentialsFor(ROLE, 'b').accessKeyId);
});

test('managed policies count while they are attached', () => {
  const iam = newIam();
  iam.putManagedPolicy('arn:own', ALLOW_ALL);
  expect(decision(iam).allowed).toBe(false);

  iam.attachManagedPolicy(ROLE, 'arn:own');
  expect(decision(iam).allowed).toBe(true);
  iam.detachManagedPolicy(ROLE, 'arn:own');
  expect(decision(iam).allowed).toBe(false);

  iam.attachManagedPolicy(ROLE, 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole');
  expect(decision(iam).allowed).toBe(false);
  iam.attachManagedPolicy(ROLE, 'arn:aws:iam::aws:policy/AmazonChimeFullAccess');
  expect(decision(iam).allowed).toBe(true);
});

test('a permissions boundary has to allow it as well', () => {
  const iam = newIam();
  iam.putInlinePolicy(ROLE, 'all', ALLOW_ALL);
  iam.putManagedPolicy('arn:boundary', {
    Statement: { Effect: 'Allow', Action: 'chime:Describe*', Resource: '*' },
  });
  iam.putPrincipal(ROLE, { boundaryArn: 'arn:boundary' });

  expect(decision(iam).allowed).toBe(false);
  expect(decision(iam, [FLOW], 'chime:DescribeChannelFlow').allowed).toBe(true);
});

test('a policy takes effect after the propagation delay; until then the former one counts', () => {
  const iam = newIam();
  iam.propagationDelay = 500;
  iam.putInlinePolicy(ROLE, 'p', ALLOW_ALL);
  expect(decision(iam).allowed).toBe(false);

  now += 500;
  expect(decision(iam).allowed).toBe(true);

  iam.putInlinePolicy(ROLE, 'p', { Statement: [] });
  expect(decision(iam).allowed).toBe(true);
  now += 500;
  expect(decision(iam).allowed).toBe(false);
});

test('the secrets of the keys that were issued are known, and no others', () => {
  const iam = newIam();
  const credentials = iam.credentialsFor(ROLE, 'function');

  expect(iam.accessKey(credentials.accessKeyId)).toEqual(credentials);
  expect(iam.accessKey('AKIDEXAMPLE')).toBeUndefined();
});

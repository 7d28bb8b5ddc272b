import { evaluate, matchesArn, matchesWildcard, type PolicyStatement } from '../../../../testing/cloud/iam';

const FLOW = 'arn:aws:chime:us-east-1:111122223333:app-instance/a/channel-flow/f';

function decide(statements: PolicyStatement | PolicyStatement[], resource = FLOW, context = {}) {
  const request = { action: 'chime:DeleteChannelFlow', resource, context };
  return evaluate([{ Statement: statements }], request);
}

function allow(statement: Partial<PolicyStatement> = {}): PolicyStatement {
  return { Effect: 'Allow', Action: 'chime:*', Resource: '*', ...statement };
}

test.each<[string, Partial<PolicyStatement>, string]>([
  ['the action itself', { Action: 'chime:DeleteChannelFlow' }, 'allowed'],
  ['the action in other letters', { Action: ['x:y', 'CHIME:deletechannelflow'] }, 'allowed'],
  ['a pattern of the action', { Action: 'chime:*ChannelFlow' }, 'allowed'],
  ['another action', { Action: 'chime:DeleteChannel' }, 'implicitlyDenied'],
  ['a single unknown character', { Action: 'chime:?eleteChannelFlow' }, 'allowed'],
  ['all actions but others', { Action: undefined, NotAction: 'chime:Create*' }, 'allowed'],
  ['all actions but this one', { Action: undefined, NotAction: 'chime:Delete*' }, 'implicitlyDenied'],
  ['the resource itself', { Resource: FLOW }, 'allowed'],
  ['a pattern of the resource', { Resource: ['x', FLOW.replace('/f', '/*')] }, 'allowed'],
  ['the resource in other letters', { Resource: FLOW.toUpperCase() }, 'implicitlyDenied'],
  ['another resource', { Resource: `${FLOW}2` }, 'implicitlyDenied'],
  ['all resources but this one', { Resource: undefined, NotResource: FLOW }, 'implicitlyDenied'],
  ['no resource', { Resource: undefined }, 'implicitlyDenied'],
])('a statement for %s', (_, statement, decision) => {
  expect(decide(allow(statement))).toBe(decision);
});

test('a denial wins, wherever it stands', () => {
  expect(decide([allow({ Effect: 'Deny' }), allow()])).toBe('explicitlyDenied');
  expect(decide([allow(), allow({ Effect: 'Deny' })])).toBe('explicitlyDenied');
  expect(decide([allow(), allow({ Effect: 'Deny', Resource: 'other' })])).toBe('allowed');
});

const KEY = 'aws:SourceArn';
const ARN = 'arn:aws:chime:us-east-1:111122223333:app-instance/a';

test.each<[PolicyStatement['Condition'], boolean]>([
  [{ StringEquals: { [KEY]: ARN } }, true],
  [{ StringEquals: { 'AWS:sourcearn': ['x', ARN] } }, true],
  [{ StringEquals: { [KEY]: ARN.toUpperCase() } }, false],
  [{ StringEqualsIgnoreCase: { [KEY]: ARN.toUpperCase() } }, true],
  [{ StringLike: { [KEY]: 'arn:*' } }, true],
  [{ StringNotEquals: { [KEY]: ARN } }, false],
  [{ StringNotEquals: { [KEY]: 'x' } }, true],
  [{ StringNotLike: { [KEY]: 'arn:*' } }, false],
  [{ ArnLike: { [KEY]: 'arn:aws:chime:*:*:app-instance/*' } }, true],
  [{ ArnLike: { [KEY]: 'arn:aws:*' } }, false],
  [{ ArnNotLike: { [KEY]: 'arn:aws:chime:*:*:x' } }, true],
  [{ ArnEquals: { [KEY]: `${ARN}*` } }, true],
  [{ Null: { [KEY]: 'false' } }, true],
  [{ Null: { [KEY]: 'true' } }, false],
  [{ Null: { 'aws:Absent': 'true' } }, true],
  [{ StringEquals: { 'aws:Absent': 'x' } }, false],
  [{ StringEqualsIfExists: { 'aws:Absent': 'x' } }, true],
  [{ StringEqualsIfExists: { [KEY]: 'x' } }, false],
  [{ StringNotEquals: { 'aws:Absent': 'x' } }, true],
  [{ Bool: { 'aws:Secure': true } }, true],
  [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b', 'c'] } }, true],
  [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } }, false],
  [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } }, true],
  [{ 'ForAllValues:StringEquals': { 'aws:Absent': ['a'] } }, true],
  [{ StringEquals: { [KEY]: ARN }, Bool: { 'aws:Secure': 'false' } }, false],
  [{ DateGreaterThan: { 'aws:CurrentTime': '2020-01-01' } }, false],
])('the condition %j', (condition, holds) => {
  const context = { [KEY]: ARN, 'aws:Secure': 'true', 'aws:TagKeys': ['a', 'b'] };

  expect(decide(allow({ Condition: condition }), FLOW, context)).toBe(holds ? 'allowed' : 'implicitlyDenied');
});

test('patterns take other characters as they are', () => {
  expect(matchesWildcard('a.b', 'axb')).toBe(false);
  expect(matchesWildcard('a(*)$', 'a(b\nc)$')).toBe(true);
  expect(
    matchesArn('arn:aws:lambda:us-east-1:1:function:f:*', 'arn:aws:lambda:us-east-1:1:function:f:live'),
  ).toBe(true);
  expect(matchesArn('arn:aws:lambda', 'arn:aws:lambda:us-east-1:1:function:f')).toBe(false);
});

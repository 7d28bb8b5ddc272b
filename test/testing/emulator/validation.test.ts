import {
  boolean,
  chimeArn,
  clientRequestToken,
  integer,
  list,
  map,
  type Members,
  optional,
  processors,
  resourceName,
  string,
  structure,
  timestamp,
  validate,
} from '../../../testing/emulator/model';

const ARN = 'arn:aws:chime:us-east-1:111122223333:app-instance/a';
const PROCESSOR = {
  Name: 'p',
  Configuration: {
    Lambda: { ResourceArn: 'arn:aws:lambda:us-east-1:111122223333:function:f', InvocationType: 'ASYNC' },
  },
  ExecutionOrder: 1,
  FallbackAction: 'ABORT',
};
const lambda = (ResourceArn: unknown, InvocationType: unknown = 'ASYNC') => [
  { ...PROCESSOR, Configuration: { Lambda: { ResourceArn, InvocationType } } },
];

test.each([
  ['a name of 1 character', { Name: resourceName }, { Name: 'x' }],
  ['a name of 256 characters', { Name: resourceName }, { Name: 'x'.repeat(256) }],
  ['a name of 256 characters beyond the basic plane', { Name: resourceName }, { Name: '😀'.repeat(256) }],
  [
    'a name of all sorts of characters',
    { Name: resourceName },
    { Name: '\t\n\r ~\u0085\u00a0\ud7ff\ue000\ufffd😀' },
  ],
  ['an ARN', { Arn: chimeArn }, { Arn: ARN }],
  ['3 processors', { Processors: processors }, { Processors: [PROCESSOR, PROCESSOR, PROCESSOR] }],
  ['execution order 3', { Processors: processors }, { Processors: [{ ...PROCESSOR, ExecutionOrder: 3 }] }],
  [
    'a version',
    { Processors: processors },
    { Processors: lambda('arn:aws:lambda:eu-central-1:111122223333:function:f:1') },
  ],
  [
    'the latest version',
    { Processors: processors },
    { Processors: lambda('arn:aws:lambda:eu-central-1:111122223333:function:f:$LATEST') },
  ],
  ['a boolean', { Flag: boolean() }, { Flag: false }],
  ['a map', { Map: map(string({ max: 1 }), integer(0)) }, { Map: { a: 1 } }],
  ['nothing where nothing is required', { Name: optional(string()) }, {}],
] as [string, Members, Record<string, unknown>][])('%s is valid', (_, members, input) => {
  expect(validate(members, input)).toEqual(input);
});

test.each([
  [{ Name: resourceName }, {}, "'Name' is required"],
  [{ Name: resourceName }, { Name: null }, "'Name' is required"],
  [{ Name: resourceName }, { Name: 1 }, "'Name' must be a string, got 1"],
  [{ Name: resourceName }, { Name: '' }, "'Name' must have 1 to 256 characters, got 0"],
  [{ Name: resourceName }, { Name: 'x'.repeat(257) }, "'Name' must have 1 to 256 characters, got 257"],
  [{ Name: resourceName }, { Name: '😀'.repeat(257) }, "'Name' must have 1 to 256 characters, got 257"],
  [{ Name: resourceName }, { Name: '\u0007' }, /^'Name' must match /],
  [{ Name: resourceName }, { Name: '\ud800' }, /^'Name' must match /],
  [{ Content: string({ min: 1 }) }, { Content: '' }, "'Content' must have at least 1 characters, got 0"],
  [{ Arn: chimeArn }, { Arn: 'arn:aws:chime:x' }, /^'Arn' must match /],
  [{ Arn: chimeArn }, { Arn: 'x' }, "'Arn' must have 5 to 1600 characters, got 1"],
  [{ Token: clientRequestToken }, {}, "'Token' is required"],
  [{ Token: clientRequestToken }, { Token: 'a b' }, /^'Token' must match /],
  [{ Processors: processors }, { Processors: [] }, "'Processors' must have 1 to 3 items, got 0"],
  [{ Processors: processors }, { Processors: {} }, "'Processors' must be a list, got an object"],
  [{ Processors: processors }, { Processors: [null] }, "'Processors[0]' must be an object, got null"],
  [{ Processors: processors }, { Processors: [[]] }, "'Processors[0]' must be an object, got a list"],
  [
    { Processors: processors },
    { Processors: [{ ...PROCESSOR, ExecutionOrder: 4 }] },
    "'Processors[0].ExecutionOrder' must be from 1 to 3, got 4",
  ],
  [
    { Processors: processors },
    { Processors: [{ ...PROCESSOR, ExecutionOrder: 1.5 }] },
    "'Processors[0].ExecutionOrder' must be an integer, got 1.5",
  ],
  [
    { Processors: processors },
    { Processors: [{ ...PROCESSOR, FallbackAction: 'x' }] },
    "'Processors[0].FallbackAction' must be one of CONTINUE, ABORT",
  ],
  [
    { Processors: processors },
    { Processors: lambda('arn:aws-cn:lambda:us-east-1:111122223333:function:f') },
    /^'Processors\[0\].Configuration.Lambda.ResourceArn' must match /,
  ],
  [
    { Processors: processors },
    { Processors: lambda('arn:aws:lambda:us-east-1:111122223333:function:f', 'SYNC') },
    /InvocationType' must be one of ASYNC$/,
  ],
  [{ Flag: boolean() }, { Flag: 'true' }, "'Flag' must be a boolean, got a string"],
  [
    { Map: map(string({ max: 1 }), integer(0)) },
    { Map: { ab: 1 } },
    "'Map (key)' must have 0 to 1 characters, got 2",
  ],
  [{ Map: map(string(), integer(0)) }, { Map: { a: -1 } }, /^'Map \(value\)' must be from 0 to /],
  [{ Map: map(string(), integer(0)) }, { Map: [] }, "'Map' must be an object, got a list"],
  [{ At: timestamp() }, { At: 'yesterday' }, "'At' must be a timestamp, got a string"],
  [{ At: timestamp() }, { At: true }, "'At' must be a timestamp, got true"],
] as [Members, Record<string, unknown>, string | RegExp][])(
  '%#: what is not valid is named',
  (members, input, message) => {
    expect(() => validate(members, input)).toThrow(
      expect.objectContaining({
        name: 'BadRequestException',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      }),
    );
  },
);

test.each([1767225600, '2026-01-01T00:00:00Z', new Date(Date.UTC(2026, 0, 1))])('%p is a time', (at) => {
  expect(validate({ At: timestamp() }, { At: at }).At).toEqual(new Date(Date.UTC(2026, 0, 1)));
});

test('what the service does not know is left out', () => {
  const members = { List: list(structure({ Name: string() }), 0, 1) };

  expect(validate(members, { List: [{ Name: 'x', Other: 1 }], Other: 2 })).toEqual({ List: [{ Name: 'x' }] });
});

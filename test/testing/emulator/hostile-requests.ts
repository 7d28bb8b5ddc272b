/** Hostile requests: noise, and corrupted valid requests. */
import fc from 'fast-check';

export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const ARN = 'arn:aws:chime:us-east-1:111122223333:app-instance/victim';
const CHANNEL = `${ARN}/channel/general`;
const ALICE = `${ARN}/user/alice`;
const BOB = `${ARN}/user/bob`;
const PROCESSOR = {
  Name: 'p',
  Configuration: {
    Lambda: { ResourceArn: 'arn:aws:lambda:us-east-1:111122223333:function:f', InvocationType: 'ASYNC' },
  },
  ExecutionOrder: 1,
  FallbackAction: 'ABORT',
};

/** Valid requests: method, path, body. */
const GOOD: readonly (readonly [string, string, unknown?])[] = [
  ['GET', '/app-instances?max-results=2'],
  ['POST', '/app-instances', { Name: 'a', ClientRequestToken: 'token' }],
  ['PUT', `/app-instances/${part(ARN)}`, { Name: 'a', Metadata: '{}' }],
  [
    'POST',
    '/app-instance-users',
    { AppInstanceArn: ARN, AppInstanceUserId: 'u', Name: 'u', ClientRequestToken: 'to' },
  ],
  ['POST', `/app-instances/${part(ARN)}/admins`, { AppInstanceAdminArn: ALICE }],
  [
    'POST',
    '/channel-flows',
    { AppInstanceArn: ARN, Name: 'f', Processors: [PROCESSOR], ClientRequestToken: 'to' },
  ],
  [
    'PUT',
    `/channel-flows/${part(`${ARN}/channel-flow/flow`)}`,
    { Name: 'f', Processors: [PROCESSOR, PROCESSOR] },
  ],
  ['GET', `/channel-flows?app-instance-arn=${part(ARN)}`],
  ['POST', '/channels', { AppInstanceArn: ARN, Name: 'c', MemberArns: [ALICE], ClientRequestToken: 'to' }],
  ['GET', `/channels/${part(CHANNEL)}`],
  ['PUT', `/channels/${part(CHANNEL)}/channel-flow`, { ChannelFlowArn: `${ARN}/channel-flow/flow` }],
  [
    'POST',
    `/channels/${part(CHANNEL)}?operation=channel-flow-callback`,
    { CallbackId: 'x'.repeat(36), ChannelMessage: { MessageId: 'm' } },
  ],
  [
    'POST',
    `/channels/${part(CHANNEL)}/messages`,
    {
      Content: 'hello',
      Type: 'STANDARD',
      Persistence: 'PERSISTENT',
      ClientRequestToken: 'to',
      MessageAttributes: { key: { StringValues: ['value'] } },
      Target: [{ MemberArn: ALICE }],
    },
  ],
  ['GET', `/channels/${part(CHANNEL)}/messages?sort-order=ASCENDING&not-before=2026-01-01T00:00:00Z`],
  ['POST', '/tags?operation=tag-resource', { ResourceARN: CHANNEL, Tags: [{ Key: 'k', Value: 'v' }] }],
  ['POST', '/tags?operation=untag-resource', { ResourceARN: CHANNEL, TagKeys: ['k'] }],
  ['GET', `/connect?userArn=${part(ALICE)}&sessionId=s`],
  ['POST', `/channels/${part(CHANNEL)}/memberships`, { MemberArn: BOB, Type: 'HIDDEN' }],
  [
    'POST',
    `/channels/${part(CHANNEL)}/memberships?operation=batch-create`,
    { MemberArns: [ALICE, BOB], Type: 'DEFAULT' },
  ],
  ['DELETE', `/channels/${part(CHANNEL)}/memberships/${part(BOB)}?sub-channel-id=s`],
  [
    'PUT',
    `/channels/${part(CHANNEL)}/memberships/${part(BOB)}/preferences`,
    { Preferences: { PushNotifications: { AllowNotifications: 'FILTERED', FilterRule: '{}' } } },
  ],
  ['POST', `/channels/${part(CHANNEL)}/moderators`, { ChannelModeratorArn: BOB }],
  ['POST', `/channels/${part(CHANNEL)}/bans`, { MemberArn: BOB }],
  ['PUT', `/channels/${part(CHANNEL)}/readMarker`, {}],
  [
    'POST',
    '/channels?operation=search&max-results=2',
    { Fields: [{ Key: 'MEMBERS', Values: [ALICE, BOB], Operator: 'INCLUDES' }] },
  ],
  ['GET', `/channels?scope=app-instance-user-memberships&app-instance-user-arn=${part(ALICE)}`],
  [
    'PUT',
    `/channels/${part(CHANNEL)}/expiration-settings`,
    { ExpirationSettings: { ExpirationDays: 1, ExpirationCriterion: 'LAST_MESSAGE_TIMESTAMP' } },
  ],
  [
    'PUT',
    `/app-instances/${part(ARN)}/retention-settings`,
    { AppInstanceRetentionSettings: { ChannelRetentionSettings: { RetentionDays: 1 } } },
  ],
  [
    'PUT',
    `/app-instances/${part(ARN)}/streaming-configurations`,
    {
      StreamingConfigurations: [
        {
          DataType: 'Channel',
          ResourceArn: 'arn:aws:kinesis:us-east-1:111122223333:stream/chime-messaging-s',
        },
      ],
    },
  ],
  [
    'POST',
    `/app-instance-users/${part(ALICE)}/endpoints`,
    {
      Type: 'APNS',
      ResourceArn: 'arn:aws:mobiletargeting:us-east-1:111122223333:apps/a',
      EndpointAttributes: { DeviceToken: 'token', VoipDeviceToken: 'voip' },
      AllowMessages: 'ALL',
      ClientRequestToken: 'to',
    },
  ],
  [
    'POST',
    '/channels',
    {
      AppInstanceArn: ARN,
      Name: 'elastic',
      Mode: 'RESTRICTED',
      ElasticChannelConfiguration: {
        MaximumSubChannels: 2,
        TargetMembershipsPerSubChannel: 2,
        MinimumMembershipPercentage: 40,
      },
      ClientRequestToken: 'to',
    },
  ],
];

/** Replacements for valid values. */
const STRANGE: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e308,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '__proto__',
  'constructor',
  'x'.repeat(5000),
  [],
  [[]],
  {},
  { toString: 1, valueOf: null, length: -1 },
  { __proto__: null },
];

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'then',
  '',
  'ChannelArn',
  'ChimeBearer',
];

export const hostileRequest: fc.Arbitrary<HostileRequest> = fc.oneof(
  { weight: 6, arbitrary: spoiltRequest() },
  { weight: 3, arbitrary: noise() },
  { weight: 1, arbitrary: signedNoise() },
);

/** Bytes that are not HTTP, or not quite. */
export const hostileBytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(...brokenHttp()).map((text) => Buffer.from(text, 'latin1')),
  // a valid request that ends too early, or has some bytes changed
  fc.record({ end: fc.nat(200), at: fc.nat(200), byte: fc.nat(255) }).map(({ end, at, byte }) => {
    const bytes = Buffer.from(
      `POST /app-instances HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 44\r\n\r\n${JSON.stringify({ Name: 'abcde', ClientRequestToken: 'token' })}`,
    );
    bytes[at % bytes.length] = byte;
    return bytes.subarray(0, Math.max(1, end));
  }),
);

function brokenHttp(): string[] {
  const start = 'POST /app-instances HTTP/1.1\r\nhost: x\r\n';
  return [
    `${start}content-length: 2\r\ncontent-length: 3\r\n\r\n{} `,
    `${start}content-length: -1\r\n\r\n{}`,
    `${start}content-length: 99999999999999999999\r\n\r\n{}`,
    `${start}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}`,
    `${start}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
    `${start}transfer-encoding: chunked\r\n\r\n2\r\n{}`,
    `${start}transfer-encoding: gzip\r\n\r\n{}`,
    `${start}x-long: ${'x'.repeat(100_000)}\r\n\r\n`,
    `${start}${'x: y\r\n'.repeat(5000)}\r\n`,
    `${start}no colon\r\n\r\n`,
    `${start}nul: \u0000\r\n\r\n`,
    `${start}expect: 100-continue\r\ncontent-length: 2\r\n\r\n{}`,
    `${start}expect: something else\r\ncontent-length: 2\r\n\r\n{}`,
    `${start}upgrade: h2c\r\nconnection: upgrade\r\n\r\n`,
    `${start}upgrade: websocket\r\nconnection: upgrade\r\n\r\n`,
    'GET /app-instances HTTP/1.1\r\n\r\n',
    'GET /app-instances HTTP/1.0\r\n\r\n',
    'GET /app-instances HTTP/9.9\r\nhost: x\r\n\r\n',
    'GET /app-instances\r\n\r\n',
    `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
    'GET http://elsewhere/app-instances HTTP/1.1\r\nhost: x\r\n\r\n',
    'GET * HTTP/1.1\r\nhost: x\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n',
    'CONNECT elsewhere:443 HTTP/1.1\r\nhost: x\r\n\r\n',
    'TRACE / HTTP/1.1\r\nhost: x\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'BREW / HTTP/1.1\r\nhost: x\r\n\r\n',
    '\r\n\r\n\r\n',
    '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  ];
}

function spoiltRequest(): fc.Arbitrary<HostileRequest> {
  const good = fc.constantFrom(...GOOD);
  return fc
    .record({
      good,
      body: fc.array(change(), { maxLength: 3 }),
      cut: cut(),
      path: pathChange(),
      bearer: fc.boolean(),
    })
    .map(({ good: [method, path, body], ...changes }) => ({
      method,
      path: changes.path(path),
      headers: (changes.bearer ? { 'x-amz-chime-bearer': ALICE } : {}) as Record<string, string>,
      body: changes.cut(
        body === undefined ? '' : changes.body.reduce((text, apply) => apply(text), JSON.stringify(body)),
      ),
    }));
}

/** Changes one position in a JSON text; positions are counted across all of its parts. */
function change(): fc.Arbitrary<(text: string) => string> {
  const strange = fc.constantFrom(...STRANGE).map((value) => JSON.stringify(value));
  return fc
    .record({ at: fc.nat(40), strange, name: fc.constantFrom(...NAMES), kind: fc.nat(3) })
    .map((pick) => (text) => {
      const tokens = text.split(/("(?:[^"\\]|\\.)*"|[{}[\],:])/).filter((token) => token !== '');
      const at = pick.at % Math.max(1, tokens.length);
      if (pick.kind === 0) tokens[at] = pick.strange;
      else if (pick.kind === 1) tokens.splice(at, 1);
      else if (pick.kind === 2 && tokens[at]?.startsWith('"')) tokens[at] = JSON.stringify(pick.name);
      else return text.replace(/^\{/, `{${JSON.stringify(pick.name)}:${pick.strange},`);
      return tokens.join('');
    });
}

/** Converts text to bytes: rarely correctly. */
function cut(): fc.Arbitrary<(text: string) => Buffer> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant((text: string) => Buffer.from(text)) },
    { weight: 1, arbitrary: fc.nat(60).map((end) => (text: string) => Buffer.from(text.slice(0, end))) },
    { weight: 1, arbitrary: fc.nat(60).map((at) => (text: string) => withByte(Buffer.from(text), at, 0xff)) },
    { weight: 1, arbitrary: fc.constantFrom<Buffer>(...monsters()).map((monster) => () => monster) },
  );
}

function monsters(): Buffer[] {
  return [
    Buffer.from('['.repeat(100_000)),
    Buffer.from('{"a":'.repeat(20_000)),
    Buffer.from(`${'{"Tags":['.repeat(5000)}1${']}'.repeat(5000)}`),
    Buffer.from(`{"Name":"${'x'.repeat(1_100_000)}"}`),
    Buffer.from(`{"Name":"x","Name":"${'y'.repeat(1000)}","ClientRequestToken":"token"}`),
    Buffer.from('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
    Buffer.from('\ufeff{}'),
    Buffer.from('{}', 'utf16le'),
    Buffer.alloc(1000),
  ];
}

function pathChange(): fc.Arbitrary<(path: string) => string> {
  const piece = fc.constantFrom(
    '%',
    '%00',
    '%2F',
    '%ff',
    '%E0%A4%A',
    '..',
    '/',
    '?',
    '&',
    '=',
    '#',
    '+',
    '__proto__',
    'x'.repeat(3000),
  );
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant((path: string) => path) },
    {
      weight: 1,
      arbitrary: fc.record({ piece, at: fc.nat(150) }).map(
        ({ piece: inserted, at }) =>
          (path: string) =>
            `/${path.slice(1, at)}${inserted}${path.slice(Math.max(1, at))}`,
      ),
    },
  );
}

function noise(): fc.Arbitrary<HostileRequest> {
  const segment = fc.oneof(
    fc.constantFrom(
      'app-instances',
      'channels',
      'channel-flows',
      'messages',
      'tags',
      'connect',
      'admins',
      part(ARN),
    ),
    fc.string({ maxLength: 20 }).map((text) => encodeURIComponent(text)),
  );
  const query = fc.webQueryParameters({ size: 'small' });
  return fc
    .record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND'),
      segments: fc.array(segment, { maxLength: 6 }),
      query,
      headers: fc.dictionary(
        fc.constantFrom(
          'x-amz-chime-bearer',
          'authorization',
          'content-type',
          'x-amz-date',
          'range',
          'cookie',
          'content-encoding',
          'x-http-method-override',
        ),
        fc.string({ maxLength: 50 }),
      ),
      body: fc.oneof(
        fc.json().map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      ),
    })
    .map(({ segments, query: parameters, ...rest }) => ({
      ...rest,
      path: `/${segments.join('/')}?${parameters}`,
    }));
}

/** Signatures of all sorts. */
function signedNoise(): fc.Arbitrary<HostileRequest> {
  const piece = fc.constantFrom(
    'AWS4-HMAC-SHA256',
    ' ',
    ',',
    '=',
    '/',
    'Credential=',
    'SignedHeaders=',
    'Signature=',
    'host',
    'AKID/20261120/us-east-1/chime/aws4_request',
    '0'.repeat(64),
  );
  const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
  const date = fc.constantFrom('20261120T120000Z', '99999999T999999Z', 'now', '');
  return fc
    .record({ text, date, inQuery: fc.boolean() })
    .map(({ text: authorization, date: time, inQuery }) => ({
      method: 'GET',
      path: inQuery
        ? `/app-instances?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(authorization)}&X-Amz-Date=${time}&X-Amz-SignedHeaders=host&X-Amz-Signature=0&X-Amz-Expires=${time}`
        : '/app-instances',
      headers: (inQuery ? {} : { authorization, 'x-amz-date': time }) as Record<string, string>,
      body: Buffer.alloc(0),
    }));
}

function withByte(bytes: Buffer, at: number, byte: number): Buffer {
  if (bytes.length > 0) bytes[at % bytes.length] = byte;
  return bytes;
}

function part(text: string): string {
  return encodeURIComponent(text);
}

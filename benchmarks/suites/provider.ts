import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths';
import { isPeerAvailable, PEER, PEER_HANDLER, PEER_MISSING } from '../peer';
import { compare, run } from '../runner';
import { StubService } from '../stub-service';
import type { Finding, Suite } from '../suite';

const CLIENT = '@aws-sdk/client-chime-sdk-messaging';
const FLOWS = join(ROOT, 'assets', 'channel-flow', 'index.js');
const ASSOCIATIONS = join(ROOT, 'assets', 'channel-flow-association', 'index.js');

/** The functions behind the custom resources: cold, warm, and their calls to the service. */
export const provider: Suite = async ({ pairs }) => {
  const hasPeer = isPeerAvailable();
  const stub = await StubService.start();
  try {
    const findings = [
      ...sizes(),
      ...(await cold(pairs, hasPeer)),
      ...(await warm(pairs, stub)),
      ...(await calls(stub)),
    ];
    return { findings, notes: hasPeer ? [] : [PEER_MISSING] };
  } finally {
    stub.close();
  }
};

function sizes(): Finding[] {
  return Object.entries({ flows: FLOWS, associations: ASSOCIATIONS }).map(([name, file]) => ({
    what: `bundle: ${name}`,
    value: statSync(file).size,
    unit: 'bytes',
    target: { atMost: 25_000 },
  }));
}

async function cold(pairs: number, hasPeer: boolean): Promise<Finding[]> {
  const load = (module: string) => run('load', { args: [module] });
  const samples = await compare(2 * pairs, {
    client: () => load(CLIENT),
    flows: () => load(FLOWS),
    associations: () => load(ASSOCIATIONS),
    peer: () => load(hasPeer ? PEER_HANDLER : CLIENT),
  });
  const peer: Finding[] = [
    { what: `cold import: ${PEER}`, value: samples.median('peer', 'total'), unit: 'ms' },
    { what: `cold import: ${PEER} ÷ SDK client`, value: samples.ratio('peer', 'client', 'total'), unit: '×' },
  ];
  return [
    { what: 'cold import: SDK client', value: samples.median('client', 'total'), unit: 'ms' },
    {
      what: 'cold import: flows ÷ SDK client',
      value: samples.ratio('flows', 'client', 'total'),
      unit: '×',
      target: { atMost: 1.1 },
    },
    {
      what: 'cold import: associations ÷ SDK client',
      value: samples.ratio('associations', 'client', 'total'),
      unit: '×',
      target: { atMost: 1.1 },
    },
    ...(hasPeer ? peer : []),
  ];
}

async function warm(pairs: number, { environment: env, endpoint }: StubService): Promise<Finding[]> {
  const samples = await compare(pairs, {
    client: () => run('create-by-client', { env }),
    provider: () => run('create-by-provider', { args: [FLOWS, endpoint], env }),
  });
  return [
    {
      what: 'warm: CreateChannelFlow by the SDK client',
      value: samples.median('client', 'time'),
      unit: 'ms',
    },
    {
      what: 'warm: an event, its response included, beyond that',
      value: samples.difference('provider', 'client', 'time'),
      unit: 'ms',
      target: { atMost: 2 },
    },
  ];
}

/** A change in place, and a new association, read once before they write: docs/adr/0014-bounded-forward-requests.md explains why. */
const STEPS: readonly (readonly [name: string, what: string, atMost: number])[] = [
  ['create', 'create a flow', 1],
  ['rename', 'rename it', 2],
  ['tags', 'change its tags', 3],
  ['nothing', 'change nothing', 0],
  ['delete', 'delete it', 1],
  ['associate', 'associate a channel', 2],
  ['changeFlow', 'change its flow', 4],
  ['disassociate', 'disassociate it', 1],
];

async function calls({ endpoint }: StubService): Promise<Finding[]> {
  const counts = await run('provider-calls', { args: [FLOWS, ASSOCIATIONS, endpoint] });
  return STEPS.map(([name, what, atMost]) => ({
    what: `calls: ${what}`,
    value: counts[name]!,
    unit: 'calls',
    target: { atMost },
  }));
}

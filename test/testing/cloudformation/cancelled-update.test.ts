import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failure, LocalStacks, statusesOf } from './local-stacks';
import { custom, functionResource, templateWith, type Script } from './provider';
import type {
  CustomResourceRequest,
  LocalDeployment,
  TemplateResource,
} from '../../../testing/cloudformation';
import { Deferred } from '../../../testing/cloudformation/deferred';
import { ChimeMessagingEmulator, EmulatorClock } from '../../../testing/emulator';

const stacks = new LocalStacks();

/** Stops a function at a certain point. */
class Gate {
  public static async build(): Promise<Gate> {
    const gate = new Gate();
    await new Promise<void>((resolve) => gate.server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  /** Resolves when a function has reached the gate. */
  public get reached(): Promise<void> {
    return this.arrival.promise;
  }

  private readonly arrival = new Deferred<void>();
  private waiting?: ServerResponse;
  private readonly server: Server = createServer((_, response) => {
    this.waiting = response;
    this.arrival.resolve();
  });

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public open(): void {
    this.waiting?.end();
    this.server.close();
  }
}

const gates: Gate[] = [];
afterEach(() => gates.splice(0).forEach((gate) => gate.open()));

async function newGate(): Promise<Gate> {
  const gate = await Gate.build();
  gates.push(gate);
  return gate;
}

function thing(version: number, script: Script = {}): TemplateResource {
  return custom(script, { Version: version });
}

const OBSTACLE: TemplateResource = { Type: 'AWS::CloudFormation::WaitConditionHandle' };

/** Updates the resource `Thing`, and cancels the update at a certain point; resolves after the rollback. */
async function callOff(deployment: LocalDeployment, update: TemplateResource, after: () => Promise<unknown>) {
  return failure(
    deployment.update(templateWith({ Thing: update, Obstacle: OBSTACLE }), {
      failures: { Obstacle: { on: 'create', reason: 'planned', after } },
    }),
  );
}

function eventsOf(deployment: LocalDeployment): CustomResourceRequest[] {
  return deployment.functions.logs('Provider').map((line) => JSON.parse(line) as CustomResourceRequest);
}

test('cancels an update in place when another resource fails, and reverses it while the first one is in progress', async () => {
  const gate = await newGate();
  const deployment = await stacks.deploy(templateWith({ Thing: thing(1) }));
  stacks.requests = [];

  await callOff(deployment, thing(2, { Update: { waitFor: gate.url } }), () => gate.reached);

  expect(deployment.stackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(stacks.asked).toEqual(['Update Thing Thing-id', 'Update Thing Thing-id']);
  const [forward, reversed] = stacks.requests as [CustomResourceRequest, CustomResourceRequest];
  expect(reversed.RequestId).not.toBe(forward.RequestId);
  expect(reversed.ResourceProperties).toEqual(forward.OldResourceProperties);
  expect(reversed.OldResourceProperties).toEqual(forward.ResourceProperties);
  expect(statusesOf(deployment, 'Thing').slice(2)).toEqual([
    'UPDATE_IN_PROGRESS',
    'UPDATE_FAILED',
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE',
  ]);
  expect(deployment.events).toContainEqual(
    expect.objectContaining({ logicalId: 'Thing', reason: 'resource update cancelled' }),
  );
});

test('ignores the response of a cancelled update that arrives after the rollback', async () => {
  const gate = await newGate();
  const deployment = await stacks.deploy(templateWith({ Thing: thing(1) }));
  await callOff(deployment, thing(2, { Update: { waitFor: gate.url, id: 'late' } }), () => gate.reached);
  const events = deployment.events.length;

  gate.open();
  await deployment.functions.idle();

  expect(deployment.events).toHaveLength(events);
  expect(deployment.resource('Thing').physicalId).toBe('Thing-id');
});

test('ignores the response of a cancelled update that arrives during the reversed update', async () => {
  const [forward, answered, reversed] = [await newGate(), await newGate(), await newGate()];
  const deployment = await stacks.deploy(
    templateWith({ Thing: thing(1, { Update: { waitFor: reversed.url } }) }),
  );

  const failing = callOff(
    deployment,
    thing(2, {
      Update: { waitFor: forward.url, thenWaitFor: answered.url, status: 'FAILED', reason: 'late' },
    }),
    () => forward.reached,
  );
  await reversed.reached;
  forward.open();
  await answered.reached;
  expect(deployment.stackStatus).toBe('UPDATE_ROLLBACK_IN_PROGRESS');
  reversed.open();

  expect((await failing).message).not.toContain('late');
  expect(deployment.stackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test('reverses a cancelled replacement by the old id, and deletes nothing', async () => {
  const gate = await newGate();
  const deployment = await stacks.deploy(templateWith({ Thing: thing(1) }));
  stacks.requests = [];

  await callOff(deployment, thing(2, { Update: { waitFor: gate.url, id: 'second' } }), () => gate.reached);
  gate.open();
  await deployment.functions.idle();

  expect(stacks.asked).toEqual(['Update Thing Thing-id', 'Update Thing Thing-id']);
  expect(deployment.resource('Thing').physicalId).toBe('Thing-id');
});

describe('events that stay in the queue', () => {
  // Functions follow real time, so the time of the emulator's clock must not matter.
  const clock = () => EmulatorClock.manual(Date.UTC(2020, 0));

  test('can reach the function after the operation was cancelled and rolled back', async () => {
    const emulator = await ChimeMessagingEmulator.start({ clock: clock() });
    const queued = new Deferred<void>();
    const deployment = await stacks.deploy(templateWith({ Thing: thing(1) }), {
      emulator,
      deliveryDelays: ({ ResourceProperties: { Version: version } }) => {
        if (version === '2') queued.resolve();
        return version === '2' ? [100_000] : [0];
      },
    });

    await callOff(deployment, thing(2), () => queued.promise);
    const before = eventsOf(deployment);
    await emulator.clock.advance(100_000);
    await deployment.functions.idle();

    expect(versions(before)).toEqual(['Create 1', 'Update 1']);
    expect(versions(eventsOf(deployment))).toEqual(['Create 1', 'Update 1', 'Update 2']);
    await emulator.close();
  });

  test('can be delivered a second time, later', async () => {
    const emulator = await ChimeMessagingEmulator.start({ clock: clock() });
    const deployment = await stacks.deploy(templateWith({ Thing: thing(1) }), {
      emulator,
      deliveryDelays: () => [0, 60_000],
    });

    await emulator.clock.advance(60_000);
    await deployment.functions.idle();

    const [first, second] = eventsOf(deployment);
    expect(second).toEqual(first);
    await emulator.close();
  });

  test('show their age in the ResponseURL', async () => {
    const emulator = await ChimeMessagingEmulator.start({ clock: clock() });
    const code = `exports.handler = async ({ ResponseURL: url, ...event }) => {
      const { searchParams } = new URL(url);
      const sent = searchParams.get('X-Amz-Date').replace(/^(....)(..)(..T..)(..)/, '$1-$2-$3:$4:');
      const Data = { Late: Date.now() - Date.parse(sent) >= 100_000, Expires: searchParams.get('X-Amz-Expires') };
      await fetch(url, { method: 'PUT', body: JSON.stringify({ ...event, Status: 'SUCCESS', PhysicalResourceId: 'x', Data }) });
    };`;
    const template = { Resources: { Provider: functionResource(code), Thing: custom(), Late: custom() } };

    const queued = new Deferred<void>();
    const deploying = stacks.deploy(template, {
      emulator,
      deliveryDelays: ({ LogicalResourceId: id }) => {
        if (id === 'Late') queued.resolve();
        return id === 'Late' ? [100_000] : [0];
      },
    });
    await queued.promise;
    await emulator.clock.advance(100_000);
    const deployment = await deploying;

    expect(deployment.resource('Thing').attributes).toEqual({ Late: false, Expires: '7200' });
    expect(deployment.resource('Late').attributes).toEqual({ Late: true, Expires: '7200' });
    await emulator.close();
  });

  test('are of another second in each operation of a stack, also where the clock stands still', async () => {
    const emulator = await ChimeMessagingEmulator.start({ clock: clock() });
    const code = `exports.handler = async ({ ResponseURL: url, ...event }) => {
      console.log(new URL(url).searchParams.get('X-Amz-Date'));
      await fetch(url, { method: 'PUT', body: JSON.stringify({ ...event, Status: 'SUCCESS', PhysicalResourceId: 'x' }) });
    };`;
    const version = (Version: number) => ({
      Resources: { Provider: functionResource(code), Thing: custom({}, { Version }) },
    });

    const deployment = await stacks.deploy(version(1), { emulator });
    await deployment.update(version(2));
    await deployment.update(version(3));

    const lines = deployment.functions.logs('Provider').filter((line) => /^\d{8}T\d{6}Z$/.test(line));
    expect(lines).toHaveLength(3);
    expect(new Set(lines).size).toBe(3);
    expect([...lines].sort()).toEqual(lines);
    await emulator.close();
  });
});

function versions(events: readonly CustomResourceRequest[]): string[] {
  return events.map(
    ({ RequestType, ResourceProperties: { Version } }) => `${RequestType} ${String(Version)}`,
  );
}

/**
 * The main workflow, on this machine: synthesizes the moderated chat, deploys it with its real template and bundles, uses it,
 * changes it, breaks it, and destroys it; then covers the channels of another chat. Exits with 0 only if every expectation held.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chat, type Outcome } from './chat';
import { showCoverage } from './coverage';
import { Screen } from './screen';
import { synthesize } from './synthesize';
import {
  ChimeMessagingEmulator,
  DeploymentFailedError,
  EmulatorClock,
  LocalDeployment,
} from 'cdk-chime-sdk-messaging/testing';

const CHANGED = { channelFlowName: 'house-rules', failOpen: 'true', costCenter: 'safety' };
const UNREACHABLE = {
  operation: 'InvokeProcessor',
  times: 1,
  error: { name: 'Throttled', message: 'Rate exceeded' },
} as const;

const screen = new Screen();
const scratch = mkdtempSync(join(tmpdir(), 'moderated-chat-'));

async function main(): Promise<void> {
  // A flow that is left behind would keep its app instance from being deleted. A rollback outlasts any part of the update
  // that may still be running, which takes two minutes on AWS, and no time on this clock.
  const emulator = await ChimeMessagingEmulator.start({
    clock: EmulatorClock.skippingWaits(),
    behavior: { deleteAppInstanceWithFlows: 'Conflict' },
  });
  try {
    const deployment = await deploy(emulator);
    const chat = chatOf(emulator, deployment);
    await sendMessages(emulator, chat);
    await change(emulator, deployment, chat);
    await breakOnPurpose(emulator, deployment, chat);
    await destroy(emulator, deployment, chat);
    await showCoverage(screen, emulator, scratch);
  } finally {
    await emulator.close();
    rmSync(scratch, { recursive: true });
  }
}

async function deploy(emulator: ChimeMessagingEmulator): Promise<LocalDeployment> {
  screen.heading('Deploy the moderated chat');
  const assembly = await screen.step('synthesize examples/moderated-chat', () => synthesize(scratch, {}));
  const deployment = await screen.step('deploy it to an emulator on this machine', (progress) =>
    LocalDeployment.deploy(assembly, {
      emulator,
      onEvent: ({ logicalId, status }) => progress(`${logicalId} ${status}`),
    }),
  );
  screen.note(`${deployment.resources.length} resources, ${deployment.stackStatus}`);
  return deployment;
}

async function sendMessages(emulator: ChimeMessagingEmulator, chat: Chat): Promise<void> {
  screen.heading('Alice sends five messages to the lobby; Bob is a member');
  const rows: [string, string, Outcome, Outcome][] = [];
  const send = async (kind: string, content: string, expected: Outcome, type?: 'CONTROL') => {
    const outcome = await screen.step(kind, () => chat.send(content, type));
    rows.push([kind, content, outcome, expected]);
  };
  await send('clean', 'Hello Bob', sent('Hello Bob'));
  await send('profane', 'Where is the damn key?', sent('Where is the **** key?'));
  await send('link', 'Win at https://example.com/prize', {
    status: 'DENIED',
    senderSees: 'DENIED_CREATE_CHANNEL_MESSAGE',
    recipientSees: 'nothing',
  });
  await send('CONTROL, goes past the flow', 'typing, damn', sent('typing, damn'), 'CONTROL');
  emulator.faults.inject(UNREACHABLE);
  await send('processor not reachable', 'Anybody there?', {
    status: 'FAILED',
    senderSees: '"Anybody there?"',
    recipientSees: 'nothing',
  });

  screen.table(
    ['message', 'as sent', 'status', 'Alice sees', 'Bob sees'],
    rows.map(([kind, content, { status, senderSees, recipientSees }]) => [
      kind,
      content,
      status,
      senderSees,
      recipientSees,
    ]),
  );
  for (const [kind, , outcome, expected] of rows) {
    screen.expect(
      `${kind}: ${expected.status}, Bob sees ${expected.recipientSees}`,
      equal(outcome, expected),
    );
  }
}

async function change(
  emulator: ChimeMessagingEmulator,
  deployment: LocalDeployment,
  chat: Chat,
): Promise<void> {
  screen.heading('Change the flow: its name, the fallback action of its processor, and a tag');
  const arn = deployment.outputs.ChannelFlowArn!;
  const before = await chat.describeFlow(arn);
  await update(deployment, CHANGED);
  const after = await chat.describeFlow(arn);
  screen.note(`name: ${before.name} → ${after.name}`);
  screen.note(`fallback action: ${before.fallbackAction} → ${after.fallbackAction}`);
  screen.expect('the flow has its new name, fallback action and tag', isChanged(after));
  screen.expect('it is the same flow', deployment.outputs.ChannelFlowArn === arn);

  emulator.faults.inject(UNREACHABLE);
  const outcome = await chat.send('Anybody there now?');
  screen.expect('a message whose processor is not reachable now goes to Bob', outcome.status === 'SENT');
}

async function breakOnPurpose(
  emulator: ChimeMessagingEmulator,
  deployment: LocalDeployment,
  chat: Chat,
): Promise<void> {
  screen.heading('Break a deployment on purpose: the service accepts the new name, then rejects the new tag');
  const refusal = { name: 'ResourceLimitExceededException', statusCode: 400, message: 'Too many tags' };
  const isNewTag = (input: object) => JSON.stringify(input).includes('nobody');
  emulator.faults.inject({ operation: 'TagResource', match: isNewTag, error: refusal });
  const assembly = await synthesize(scratch, {
    ...CHANGED,
    channelFlowName: 'half-way',
    costCenter: 'nobody',
  });
  const error = await deployment.update(assembly).catch((thrown: unknown) => thrown);
  if (!(error instanceof DeploymentFailedError)) throw error ?? new Error('the deployment did not fail');
  screen.note(error.message);
  screen.expect(
    `the stack is ${deployment.stackStatus}`,
    deployment.stackStatus === 'UPDATE_ROLLBACK_COMPLETE',
  );
  screen.expect(
    'the flow has its previous name and tags again',
    isChanged(await chat.describeFlow(deployment.outputs.ChannelFlowArn!)),
  );
  screen.expect('messages are still moderated', equal(await chat.send('damn'), sent('****')));
}

async function destroy(
  emulator: ChimeMessagingEmulator,
  deployment: LocalDeployment,
  chat: Chat,
): Promise<void> {
  screen.heading('Destroy the stack, while a channel that is not part of it has the flow');
  const flowArn = deployment.outputs.ChannelFlowArn!;
  await chat.openChannel('Side room', deployment.resource('AppInstance').physicalId, flowArn);
  await screen.step('destroy', () => deployment.destroy());
  const { AppInstances } = await emulator.call('ListAppInstances', {});
  screen.expect('every resource of the stack is gone', deployment.resources.length === 0);
  screen.expect(
    'the flow was disassociated from both channels and deleted',
    emulator.requests.some(
      ({ operation, statusCode }) => operation === 'DeleteChannelFlow' && statusCode === 204,
    ),
  );
  screen.expect('no app instance, flow, channel or user is left in the service', AppInstances?.length === 0);
}

async function update(deployment: LocalDeployment, context: Record<string, string>): Promise<void> {
  await screen.step('deploy the change', async () => deployment.update(await synthesize(scratch, context)));
}

function chatOf(emulator: ChimeMessagingEmulator, { outputs }: LocalDeployment): Chat {
  return new Chat(emulator, outputs.ChannelArn!, outputs.AliceArn!, outputs.BobArn!);
}

function sent(content: string): Outcome {
  return { status: 'SENT', senderSees: `"${content}"`, recipientSees: `"${content}"` };
}

function isChanged(flow: { name: string; fallbackAction: string; tags: string[] }): boolean {
  return (
    flow.name === CHANGED.channelFlowName &&
    flow.fallbackAction === 'CONTINUE' &&
    flow.tags.includes(`cost-center=${CHANGED.costCenter}`)
  );
}

function equal(one: Outcome, other: Outcome): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

main().then(
  () => {
    const failed = screen.failed;
    console.log(failed === 0 ? '\nEverything is as it should be.' : `\n${failed} expectations failed.`);
    process.exitCode = failed === 0 ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);

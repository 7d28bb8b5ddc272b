/** What plain JavaScript can pass: each is a sentence, before anything is done. */
import { LocalStacks } from './local-stacks';
import { functionResource, templateWith } from './provider';
import { LocalCloud } from '../../../testing/cloud';
import { LocalDeployment } from '../../../testing/cloudformation';
import { ChimeMessagingEmulator } from '../../../testing/emulator';

const stacks = new LocalStacks();

/** Any arguments, as plain JavaScript passes them. */
function deploy(...given: unknown[]): Promise<LocalDeployment> {
  return LocalDeployment.deploy(...(given as Parameters<typeof LocalDeployment.deploy>));
}

const TEMPLATE = templateWith({});
const SOURCES = 'a Stack, a Stage, an App, the folder of a cloud assembly, or a template with Resources';

test.each<[string, unknown, string]>([
  ['nothing', undefined, 'undefined'],
  ['a number', 42, '42'],
  ['a list', [], 'a list'],
  ['an object that is no template', {}, 'an object'],
])('LocalDeployment.deploy refuses %s as its source', async (_, source, got) => {
  const deploying = deploy(source, { emulator: stacks.emulator });

  await expect(deploying).rejects.toThrow(
    `the source of LocalDeployment.deploy must be ${SOURCES}, got ${got}`,
  );
});

test.each<[string, unknown, string]>([
  ['no options', undefined, 'the options of LocalDeployment.deploy must be an object, got undefined'],
  [
    'no emulator',
    {},
    "'emulator' of the options of LocalDeployment.deploy must be a ChimeMessagingEmulator, got undefined",
  ],
  [
    'a URL as emulator',
    { emulator: 'http://127.0.0.1:8080' },
    "must be a ChimeMessagingEmulator, got 'http://127.0.0.1:8080'",
  ],
])('LocalDeployment.deploy refuses %s', async (_, options, message) => {
  await expect(deploy(TEMPLATE, options)).rejects.toThrow(message);
});

test.each<[object, string]>([
  [
    { duplicateDeliveries: true },
    'the options of LocalDeployment.deploy must be parameters, failures, emulator, stackName, onEvent, onRequest, ' +
      'duplicateDelivery, deliveryDelays, rollbackOfReplacement, asyncRetryDelays, iamPropagationDelay, ' +
      "got 'duplicateDeliveries'",
  ],
  [{ duplicateDelivery: 'yes' }, "must be true or false, got 'yes'"],
  [{ onEvent: {} }, 'must be a function, got an object'],
  [{ rollbackOfReplacement: 'none' }, "must be one of 'reversedUpdate', 'restoreOldId', got 'none'"],
  [{ asyncRetryDelays: 60 }, 'must be a list, with a number of milliseconds from 0 at each place, got 60'],
  [{ iamPropagationDelay: -1 }, 'must be a number of milliseconds from 0, got -1'],
  [{ failures: { Provider: { on: 'replace' } } }, "'on' of the failure of 'Provider' must be one of"],
])('LocalDeployment.deploy refuses the option %j, and creates nothing', async (option, message) => {
  await expect(deploy(TEMPLATE, { emulator: stacks.emulator, ...option })).rejects.toThrow(message);

  expect(LocalCloud.of(stacks.emulator).stacks.size).toBe(0);
});

test('nothing can be deployed on an emulator that was closed', async () => {
  const emulator = await ChimeMessagingEmulator.start();
  const deployment = await stacks.deploy(TEMPLATE, { emulator });
  await emulator.close();

  await expect(deploy(TEMPLATE, { emulator })).rejects.toThrow(
    "'emulator' of the options of LocalDeployment.deploy must be open, got one that was closed: start another one",
  );
  await expect(deployment.update(TEMPLATE)).rejects.toThrow('the emulator of stack local must be open');
});

test('an update refuses what is no source and no option of it', async () => {
  const deployment = await stacks.deploy(TEMPLATE);
  const update = (...given: unknown[]) => deployment.update(...(given as [string]));

  await expect(update()).rejects.toThrow(`the source of LocalDeployment.update must be ${SOURCES}`);
  await expect(update('text')).rejects.toThrow(
    "'text' has no manifest.json: pass the folder that 'cdk synth' writes",
  );
  await expect(update(TEMPLATE, { emulator: stacks.emulator })).rejects.toThrow(
    "the options of LocalDeployment.update must be parameters, failures, got 'emulator'",
  );
  await expect(update(TEMPLATE, null)).rejects.toThrow('must be an object, got null');
  expect(deployment.stackStatus).toBe('CREATE_COMPLETE');
});

test('an asynchronous invocation refuses an unknown option', async () => {
  const deployment = await stacks.deploy({
    Resources: { Fn: functionResource('exports.handler = () => {};') },
  });

  const invoking = deployment.functions.invokeAsync('Fn', {}, { deliveries: 2 } as object);

  await expect(invoking).rejects.toThrow(
    "the options of an asynchronous invocation must be deliveryDelays, retryDelays, got 'deliveries'",
  );
});

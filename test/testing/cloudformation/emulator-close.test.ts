import { functionResource } from './provider';
import { LocalDeployment } from '../../../testing/cloudformation';
import { ChimeMessagingEmulator } from '../../../testing/emulator';

const HANGS = 'exports.handler = () => new Promise(() => setInterval(() => {}, 50));';

test('functions end with the emulator', async () => {
  const emulator = await ChimeMessagingEmulator.start();
  const Role = {
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
  };
  const template = { Resources: { Role, Fn: functionResource(HANGS, { Timeout: 600 }) } };
  const deployment = await LocalDeployment.deploy(template, { emulator });
  const outcome = deployment.functions.invoke('Fn', {});

  await emulator.close();

  await expect(outcome).resolves.toMatchObject({ functionError: 'Unhandled' });
  await expect(deployment.functions.invoke('Fn', {})).resolves.toMatchObject({
    payload: { errorMessage: 'the function is gone' },
  });
});

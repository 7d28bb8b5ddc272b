/** The target of a run: AWS, or an emulator on this machine. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChimeSDKIdentity } from '@aws-sdk/client-chime-sdk-identity';
import { ChimeSDKMessaging } from '@aws-sdk/client-chime-sdk-messaging';
import { cleanedUp } from './clean-up';
import { REPOSITORY } from '../harness/folders';
import { runCommand } from '../harness/run-command';
import {
  ChimeMessagingEmulator,
  LocalDeployment,
  type EmulatorBehavior,
} from 'cdk-chime-sdk-messaging/testing';

export interface DeployedStack {
  readonly outputs: Readonly<Record<string, string>>;
  destroy(): Promise<void>;
}

export interface Target {
  readonly messaging: ChimeSDKMessaging;
  readonly identity: ChimeSDKIdentity;
  /** On AWS, the endpoint of the Region. */
  readonly messagingUrl: string;
  /** @param app path of a CDK app with one stack, from the root of the repository */
  deploy(app: string, stackName: string): Promise<DeployedStack>;
  close(): Promise<void>;
}

const DUMMY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const TSX = ['tsx', '--tsconfig', 'examples/tsconfig.json'];

/** The real account, through the credentials of the environment and the real CDK CLI. */
export function aws(region: string, folder: string): Target {
  const cdk = async (verb: 'deploy' | 'destroy', app: string, stackName: string, ...args: string[]) => {
    const output = join(folder, `${stackName}.out`);
    const common = [
      '--app',
      `npx ${TSX.join(' ')} ${app}`,
      '--build',
      '',
      '--output',
      output,
      '--ci',
      '--no-notices',
    ];
    await runCommand('npx', ['cdk', verb, stackName, ...common, ...args], {
      cwd: REPOSITORY,
      env: { ...process.env, AWS_REGION: region, CDK_DEFAULT_REGION: region },
      minutes: 15,
    });
  };
  const messaging = new ChimeSDKMessaging({ region });
  const identity = new ChimeSDKIdentity({ region });
  return {
    messaging,
    identity,
    messagingUrl: `https://messaging-chime.${region}.amazonaws.com`,
    async deploy(app, stackName) {
      const file = join(folder, `${stackName}.json`);
      const destroy = () => cdk('destroy', app, stackName, '--force');
      try {
        await cdk('deploy', app, stackName, '--require-approval', 'never', '--outputs-file', file);
        const outputs = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>;
        return { outputs: outputs[stackName]!, destroy };
      } catch (error) {
        throw await cleanedUp(error, destroy); // a failed deployment leaves a stack
      }
    },
    async close() {
      messaging.destroy();
      identity.destroy();
    },
  };
}

/** An emulator with the specified behavior. */
export async function emulated(
  region: string,
  folder: string,
  behavior: Partial<EmulatorBehavior>,
): Promise<Target> {
  const emulator = await ChimeMessagingEmulator.start({ region, behavior });
  const config = { endpoint: emulator.endpoint, region, credentials: DUMMY, maxAttempts: 1 };
  const messaging = new ChimeSDKMessaging(config);
  const identity = new ChimeSDKIdentity(config);
  return {
    messaging,
    identity,
    messagingUrl: emulator.endpoint,
    async deploy(app, stackName) {
      const output = join(folder, `${stackName}.out`);
      if (!existsSync(output)) await synthesize(app, output);
      const deployment = await LocalDeployment.deploy(output, { emulator });
      return { outputs: deployment.outputs, destroy: () => deployment.destroy() };
    },
    async close() {
      messaging.destroy();
      identity.destroy();
      await emulator.close();
    },
  };
}

async function synthesize(app: string, output: string): Promise<void> {
  await runCommand('npx', [...TSX, app], { cwd: REPOSITORY, env: { ...process.env, CDK_OUTDIR: output } });
}

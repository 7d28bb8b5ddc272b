import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type AppProps, CfnParameter, Lazy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAppInstance, CfnAppInstanceBot, CfnAppInstanceUser, CfnChannel } from 'aws-cdk-lib/aws-chime';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import {
  AppInstance,
  ChannelFlow,
  type ChannelFlowProcessor,
  type ChannelFlowProps,
  ErrorAction,
  type IAppInstance,
} from '../src';

export const ENV = { account: '111122223333', region: 'us-east-1' };
export const APP_INSTANCE_ARN = `arn:aws:chime:${ENV.region}:${ENV.account}:app-instance/ours`;
export const CHANNEL_ARN = `${APP_INSTANCE_ARN}/channel/lobby`;
export const FLOW_ARN = `${APP_INSTANCE_ARN}/channel-flow/moderation`;
export const USER_ARN = `${APP_INSTANCE_ARN}/user/alice`;
export const BOT_ARN = `${APP_INSTANCE_ARN}/bot/lex`;
export const OTHER_APP_INSTANCE_ARN = APP_INSTANCE_ARN.replace('ours', 'theirs');
export const FUNCTION_ARN = `arn:aws:lambda:${ENV.region}:${ENV.account}:function:moderate`;

const folder = mkdtempSync(join(tmpdir(), 'channel-flows-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** An app whose assembly is removed after the tests of the file. */
export function newApp(props: AppProps = {}): App {
  return new App({ outdir: mkdtempSync(join(folder, 'app-')), treeMetadata: false, ...props });
}

export function newStack(props: StackProps = {}): Stack {
  return new Stack(newApp(), 'Chat', props);
}

export function newFunction(scope: Construct, id = 'Moderate'): lambda.Function {
  return new lambda.Function(scope, id, {
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_24_X,
  });
}

export function newAppInstance(scope: Construct, id = 'AppInstance'): CfnAppInstance {
  return new CfnAppInstance(scope, id, { name: id });
}

export function newUser(scope: Construct, appInstance: CfnAppInstance, id = 'Alice'): CfnAppInstanceUser {
  return new CfnAppInstanceUser(scope, id, {
    appInstanceArn: appInstance.attrAppInstanceArn,
    appInstanceUserId: id.toLowerCase(),
    name: id,
  });
}

export function newBot(scope: Construct, appInstance: CfnAppInstance, id = 'Lex'): CfnAppInstanceBot {
  return new CfnAppInstanceBot(scope, id, {
    appInstanceArn: appInstance.attrAppInstanceArn,
    configuration: {
      lex: { lexBotAliasArn: 'arn:aws:lex:us-east-1:111122223333:bot-alias/A/B', localeId: 'en_US' },
    },
  });
}

export function newChannel(scope: Construct, appInstance: CfnAppInstance, id = 'Lobby'): CfnChannel {
  return new CfnChannel(scope, id, { appInstanceArn: appInstance.ref, chimeBearer: USER_ARN, name: id });
}

/** An existing app instance, in a stack. */
export function existingAppInstance(scope: Construct): IAppInstance {
  const id = 'ExistingAppInstance';
  return (
    (scope.node.tryFindChild(id) as IAppInstance | undefined) ??
    AppInstance.fromAppInstanceArn(scope, id, APP_INSTANCE_ARN)
  );
}

/** Processors without a guard, which has its own tests and would add resources and warnings to each flow. */
export function processorsOf(...functions: lambda.IFunction[]): ChannelFlowProcessor[] {
  return functions.map((fn) => ({ function: fn, errorAction: ErrorAction.LEAVE_PENDING }));
}

/** A flow with defaults for a test: an existing app instance, and its own function. */
export function newFlow(scope: Construct, props: Partial<ChannelFlowProps> = {}, id = 'Flow'): ChannelFlow {
  return new ChannelFlow(scope, id, {
    appInstance: props.appInstance ?? existingAppInstance(scope),
    processors: props.processors ?? processorsOf(newFunction(scope, `${id}Function`)),
    ...props,
  });
}

/** A value that is known only at deployment. */
export function parameter(scope: Construct, id: string): string {
  return new CfnParameter(scope, id).valueAsString;
}

/** A value that is not known before synthesis. */
export function lazily(value: string): string {
  return Lazy.string({ produce: () => value });
}

/** Counts the resources that a flow and an association add to a stack that already has an app instance and a function. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { APP_INSTANCE_ARN } from './arns';
import { report } from './report';
import { AppInstance, Channel, ChannelFlow, ChimeBearer, ErrorAction } from 'cdk-chime-sdk-messaging';

function count(flows: number, associations: number, errorAction?: ErrorAction): number {
  const outdir = mkdtempSync(join(tmpdir(), 'benchmark-'));
  const app = new App({ outdir });
  const stack = new Stack(app, 'Stack');
  const appInstance = AppInstance.fromAppInstanceArn(stack, 'AppInstance', APP_INSTANCE_ARN);
  const fn = new Function(stack, 'Moderator', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
  });
  for (let index = 0; index < flows; index++) {
    new ChannelFlow(stack, `Flow${index}`, { appInstance, processors: [{ function: fn, errorAction }] });
  }
  const channelFlow = flows > 0 ? (stack.node.findChild('Flow0') as ChannelFlow) : undefined;
  for (let index = 0; index < associations; index++) {
    const channel = Channel.fromChannelArn(stack, `Channel${index}`, `${APP_INSTANCE_ARN}/channel/${index}`);
    const bearer = ChimeBearer.fromArn(`${APP_INSTANCE_ARN}/user/admin`);
    channelFlow?.addAssociation(`Channel${index}`, { channel, bearer });
  }
  app.synth();
  const template = readFileSync(join(outdir, 'Stack.template.json'), 'utf8');
  rmSync(outdir, { recursive: true });
  return Object.keys((JSON.parse(template) as { Resources: object }).Resources).length;
}

const flows = count(1, 0);
const unguarded = count(1, 0, ErrorAction.LEAVE_PENDING);
const oneAssociation = count(1, 1);
report({
  eachFlow: count(2, 0) - flows,
  besideFlows: unguarded - count(0, 0) - 1,
  guard: flows - unguarded,
  eachAssociation: count(1, 2) - oneAssociation,
  associationProvider: oneAssociation - flows - 1,
});

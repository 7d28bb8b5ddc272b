/** Flows as one writes them without this library, with everything that they need to work. */
import { CfnChannelFlow } from 'aws-cdk-lib/aws-chime';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { synthesizeApp } from './app';

synthesizeApp(({ stack, count, appInstance, fn }) => {
  const appInstanceArn = appInstance.attrAppInstanceArn;
  fn.addPermission('Invoke', {
    principal: new ServicePrincipal('messaging.chime.amazonaws.com'),
    sourceAccount: stack.account,
    sourceArn: `${appInstanceArn}*`,
  });
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ['chime:ChannelFlowCallback'],
      resources: [`${appInstanceArn}/channel/*`],
    }),
  );
  for (let index = 0; index < count; index++) {
    new CfnChannelFlow(stack, `Flow${index}`, {
      appInstanceArn,
      name: `Flow${index}`,
      processors: [
        {
          name: 'Moderator',
          configuration: { lambda: { resourceArn: fn.functionArn, invocationType: 'ASYNC' } },
          executionOrder: 1,
          fallbackAction: 'ABORT',
        },
      ],
    });
  }
});

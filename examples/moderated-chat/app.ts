import { App } from 'aws-cdk-lib';
import { ModeratedChatStack } from './moderated-chat-stack';
import { FallbackAction } from 'cdk-chime-sdk-messaging';

/** Settings can be passed as context: `npx cdk deploy -c channelFlowName=house-rules -c failOpen=true -c costCenter=safety`. */
const app = new App();

new ModeratedChatStack(app, 'ModeratedChat', {
  description: 'A chat channel whose messages go through a Lambda function before anybody sees them',
  channelFlowName: app.node.tryGetContext('channelFlowName') as string | undefined,
  fallbackAction:
    app.node.tryGetContext('failOpen') === 'true' ? FallbackAction.CONTINUE : FallbackAction.ABORT,
  tags: {
    application: 'moderated-chat',
    'cost-center': (app.node.tryGetContext('costCenter') as string | undefined) ?? 'community',
  },
});

import { App } from 'aws-cdk-lib';
import { CoveredChatStack } from './covered-chat-stack';

/**
 * A chat whose channels are created by two backends: one that associates each channel with its flow, and one that doesn't:
 *
 *     npx cdk deploy --app 'npx tsx --tsconfig examples/tsconfig.json examples/covered-chat/app.ts'
 *     aws lambda invoke --function-name … --cli-binary-format raw-in-base64-out --payload '{"ticket":"42","customer":"alice"}' out.json
 *
 * With `--context detection=true`, a stream reports new channels, at additional cost.
 */
const app = new App();

new CoveredChatStack(app, 'CoveredChat', {
  description: 'Support tickets as channels, and lounges: all of them are moderated, whoever opens them',
  detection: app.node.tryGetContext('detection') === 'true',
});

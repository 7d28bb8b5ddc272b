import { App } from 'aws-cdk-lib';
import { ExternalModerationStack } from './external-moderation-stack';

/**
 * A moderated chat whose processor calls an external service:
 *
 *     npx cdk deploy --app 'npx tsx --tsconfig examples/tsconfig.json examples/external-moderation/app.ts' -c moderationUrl=https://…
 */
const app = new App();
const moderationUrl: unknown = app.node.tryGetContext('moderationUrl');

new ExternalModerationStack(app, 'ExternalModeration', {
  moderationUrl: typeof moderationUrl === 'string' ? moderationUrl : 'https://moderation.example.com',
});

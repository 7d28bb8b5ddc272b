import { App } from 'aws-cdk-lib';
import { TestedChatStack } from './tested-chat-stack';

/** npx cdk deploy --app 'npx tsx --tsconfig examples/tsconfig.json examples/pytest-chat/app.ts' */
new TestedChatStack(new App(), 'TestedChat');

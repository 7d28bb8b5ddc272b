import { App } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { ModeratedChatStack } from '../../examples/moderated-chat/moderated-chat-stack';
import { newApp } from '../support';

let stack: ModeratedChatStack;
let template: Template;

beforeAll(() => {
  const app: App = newApp();
  stack = new ModeratedChatStack(app, 'ModeratedChat', { tags: { application: 'moderated-chat' } });
  template = Template.fromStack(stack);
});

test('the template is as it was', () => {
  // Without asset hashes: they change with every line of a handler, and no one reads a snapshot that changes all the
  // time. Another test checks that hashes are the same everywhere.
  const text = JSON.stringify(template.toJSON()).replace(/[0-9a-f]{64}(?=\.zip)/g, '<asset hash>');

  expect(JSON.parse(text)).toMatchSnapshot();
});

test('nothing is left to warn of', () => {
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});

test("the stack's tags reach the flow", () => {
  template.hasResourceProperties('Custom::ChimeChannelFlow', {
    Tags: [{ Key: 'application', Value: 'moderated-chat' }],
  });
});

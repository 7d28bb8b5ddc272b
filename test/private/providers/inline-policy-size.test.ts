import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  AppInstance,
  AppInstanceAdmin,
  ChannelFlow,
  ChannelFlowProvider,
  ChimeBearer,
  ErrorAction,
  type IAppInstance,
} from '../../../src';
import { ENV, newAppInstance, newFunction, newStack, newUser, processorsOf } from '../../support';

const LIMIT = 10_240;

/** An app instance whose ARN is as long as the service's. */
function appInstanceOf(stack: Stack, index: number): IAppInstance {
  const id = String(index).padStart(36, '0');
  const arn = `arn:aws:chime:${ENV.region}:${ENV.account}:app-instance/${id}`;
  return AppInstance.fromAppInstanceArn(stack, `AppInstance${index}`, arn);
}

/** A stack with a flow in each of this many app instances. */
function stackWith(count: number, provider?: (stack: Stack) => ChannelFlowProvider): Stack {
  const stack = newStack({ env: ENV });
  const processors = [{ function: newFunction(stack), errorAction: ErrorAction.LEAVE_PENDING }];
  const own = provider?.(stack);
  for (let index = 0; index < count; index++) {
    const appInstance = appInstanceOf(stack, index);
    new ChannelFlow(stack, `Flow${index}`, { appInstance, processors, provider: own });
  }
  return stack;
}

/** The size of the provider's policies in characters, with references as long as their values. */
function sizeOf(stack: Stack): number {
  const template = Template.fromStack(stack);
  const documents = [
    ...Object.entries(template.findResources('AWS::IAM::Role'))
      .filter(([id]) => id.startsWith('ChimeChannelFlowProvider'))
      .flatMap(([, { Properties }]) => Properties.Policies as Policy[]),
    ...Object.entries(template.findResources('AWS::IAM::Policy'))
      .filter(([id]) => /^Chime(ManageFlows|Verify)/.test(id))
      .map(([, { Properties }]) => Properties as Policy),
  ];
  const sizes = documents.map(
    ({ PolicyDocument: document }) =>
      JSON.stringify(document)
        .replace(/\{"Fn::GetAtt":[^}]*\}/, JSON.stringify('x'.repeat(86)))
        .replace('{"Ref":"AWS::StackId"}', JSON.stringify('x'.repeat(108)))
        .replace('{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},"', '"arn:aws')
        .replace('"]]}', '"').length,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

interface Policy {
  readonly PolicyDocument: unknown;
}

/** The error of a synthesis. */
function problemOf(stack: Stack): string | undefined {
  try {
    Template.fromStack(stack);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test('a provider manages as many app instances as fit into the inline policies of its role', () => {
  const [one, two] = [sizeOf(stackWith(1)), sizeOf(stackWith(2))];
  const count = 1 + Math.floor((LIMIT - one) / (two - one));
  expect(count).toBe(13);
  expect(sizeOf(stackWith(count))).toBe(one + (count - 1) * (two - one));

  expect(problemOf(stackWith(count + 1))).toContain(
    `the inline policies of Chat/ChimeChannelFlowProvider/Role must fit into 10240 characters, got about ${one + count * (two - one)} in` +
      ` ${count + 3} policies, more for each app instance and bearer: use several providers, guards or processor functions`,
  );
});

test.each([20, 100])('a stack with %d app instances is an error, of each role that has too many', (count) => {
  const problem = problemOf(stackWith(count));
  expect(problem).toContain('the inline policies of Chat/ChimeChannelFlowProvider/Role must fit');
  expect(problem?.includes('the inline policies of Chat/Moderate/ServiceRole must fit')).toBe(count === 100);
});

test('an app instance that is known at deployment counts as much as one that is known', () => {
  const size = (isKnown: boolean) => {
    const stack = newStack({ env: ENV });
    const processors = [{ function: newFunction(stack), errorAction: ErrorAction.LEAVE_PENDING }];
    for (let index = 0; index < 20; index++) {
      const appInstance = isKnown
        ? appInstanceOf(stack, index)
        : newAppInstance(stack, `AppInstance${index}`);
      new ChannelFlow(stack, `Flow${index}`, { appInstance, processors });
    }
    return /ChimeChannelFlowProvider\/Role must .* got about (\d+)/.exec(problemOf(stack) ?? '')?.[1];
  };
  expect(size(false)).toBe(size(true));
  expect(size(true)).toBeDefined();
});

test.each<[string, (stack: Stack) => iam.IRole | undefined, string]>([
  ['its own', () => undefined, 'Chat/Provider/Role'],
  [
    'an imported one',
    (stack) => iam.Role.fromRoleArn(stack, 'Imported', `arn:aws:iam::${ENV.account}:role/provider`),
    'Chat/Imported',
  ],
])('what the app itself grants to the role of a provider, %s, counts as well', (_, roleIn, path) => {
  const withGrants = (resources: string[]) =>
    stackWith(10, (stack) => {
      const provider = new ChannelFlowProvider(stack, 'Provider', { role: roleIn(stack) });
      iam.Grant.addToPrincipal({ grantee: provider, actions: ['s3:GetObject'], resourceArns: resources });
      return provider;
    });
  expect(problemOf(withGrants(['arn:aws:s3:::bucket/key']))).toBeUndefined();
  const many = Array.from({ length: 160 }, (__, index) => `arn:aws:s3:::bucket/${index}`);
  expect(problemOf(withGrants(many))).toContain(`the inline policies of ${path} must fit`);
});

/**
 * A stack with coverages in one app instance, each with this many admins of its own, either with known ARNs or in the
 * stack.
 */
function coveredBy(bearers: number, { coverages = 1, isKnown = true } = {}): Stack {
  const stack = newStack({ env: ENV });
  const owned = newAppInstance(stack);
  const known = appInstanceOf(stack, 0);
  const appInstance = isKnown ? known : owned;
  const users = Array.from({ length: bearers * coverages }, (_, index) => {
    if (isKnown) {
      return ChimeBearer.fromArn(`${known.appInstanceArn}/user/${String(index).padStart(36, '0')}`);
    }
    const member = ChimeBearer.appInstanceUser(newUser(stack, owned, `User${index}`));
    return new AppInstanceAdmin(stack, `Admin${index}`, { appInstance, member }).bearer;
  });
  for (let index = 0; index < coverages; index++) {
    const channelFlow = new ChannelFlow(stack, `Flow${index}`, {
      appInstance,
      processors: processorsOf(newFunction(stack, `Fn${index}`)),
      disassociateOnDelete: users[0],
    });
    channelFlow.addCoverage('Coverage', { bearers: users.slice(index * bearers, (index + 1) * bearers) });
  }
  return stack;
}

test('a coverage has as many bearers as fit into the inline policies of its role twice, to be replaced', () => {
  expect(problemOf(coveredBy(28))).toBeUndefined();
  expect(problemOf(coveredBy(29))).toMatch(
    /inline policies of Chat\/Flow0\/Coverage\/Sweep\/Role must fit into 10240 characters, got about \d+ in 3 policies and about \d+ to replace those of a coverage, more for each app instance and bearer: .* fewer bearers per coverage/,
  );
});

test('an admin that is known at deployment counts as much as one that is known', () => {
  const sizes = [true, false].map((isKnown) => {
    const problem = problemOf(coveredBy(29, { isKnown }));
    return /Sweep\/Role must .* got about (\d+) in 3 policies and about (\d+)/.exec(problem ?? '')?.slice(1);
  });
  expect(sizes[0]).toEqual(sizes[1]);
  expect(sizes[0]).toBeDefined();
});

test('a provider of coverages has room for the replacement of one at a time', () => {
  expect(problemOf(coveredBy(1, { coverages: 8 }))).toBeUndefined();
  expect(problemOf(coveredBy(1, { coverages: 9 }))).toContain(
    'the inline policies of Chat/ChimeChannelFlowCoverageProvider/Role must fit',
  );
});

test('providers of their own keep the policies of many app instances apart', () => {
  const stack = newStack({ env: ENV });
  for (let index = 0; index < 36; index++) {
    const id = `Provider${index % 4}`;
    const existing = stack.node.tryFindChild(id) as ChannelFlowProvider | undefined;
    new ChannelFlow(stack, `Flow${index}`, {
      appInstance: appInstanceOf(stack, index),
      processors: [{ function: newFunction(stack, `Fn${index}`), errorAction: ErrorAction.LEAVE_PENDING }],
      provider: existing ?? new ChannelFlowProvider(stack, id),
    });
  }
  expect(problemOf(stack)).toBeUndefined();
});

test('a role without policy updates has no limit, as its owner allows everything there', () => {
  const stack = stackWith(20, (scope) => {
    const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    return new ChannelFlowProvider(scope, 'Provider', { role: role.withoutPolicyUpdates() });
  });
  expect(problemOf(stack)).toBeUndefined();
});

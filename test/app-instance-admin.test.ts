import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnAppInstanceUser, CfnChannel } from 'aws-cdk-lib/aws-chime';
import {
  AppInstance,
  AppInstanceAdmin,
  AppInstanceAdminProvider,
  type AppInstanceAdminProps,
  ChimeBearer,
  type IAppInstanceAdmin,
} from '../src';
import {
  APP_INSTANCE_ARN,
  BOT_ARN,
  CHANNEL_ARN,
  ENV,
  existingAppInstance,
  lazily,
  newApp,
  newAppInstance,
  newBot,
  newFlow,
  newStack,
  newUser,
  OTHER_APP_INSTANCE_ARN,
  parameter,
  USER_ARN,
} from './support';

const ADMIN = 'Custom::ChimeAppInstanceAdmin';

/** An admin from existing resources, unless the test overrides them. */
function newAdmin(stack: Stack, props: Partial<AppInstanceAdminProps> = {}, id = 'Admin'): AppInstanceAdmin {
  return new AppInstanceAdmin(stack, id, {
    appInstance: existingAppInstance(stack),
    member: ChimeBearer.fromArn(USER_ARN),
    ...props,
  });
}

function resourceOf(stack: Stack): { Properties: Record<string, unknown>; DependsOn: string[] } {
  const [resource] = Object.values(Template.fromStack(stack).findResources(ADMIN));
  return resource as ReturnType<typeof resourceOf>;
}

test('an admin of what exists already', () => {
  const stack = newStack();
  const admin: IAppInstanceAdmin = newAdmin(stack);

  const { Properties, DependsOn } = resourceOf(stack);
  expect(Properties).toEqual({
    ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^ChimeAppInstanceAdminProvider/), 'Arn'] },
    ServiceTimeout: 1080,
    AppInstanceArn: APP_INSTANCE_ARN,
    MemberArn: USER_ARN,
  });
  expect(DependsOn).toEqual([
    expect.stringMatching(/^ChimePromote[0-9a-f]/),
    expect.stringMatching(/^ChimePromoteIn/),
    expect.stringMatching(/^ChimeVerify/),
  ]);
  expect(stack.resolve(admin.appInstanceAdminArn)).toEqual({
    'Fn::GetAtt': [expect.stringMatching(/^Admin/), 'MemberArn'],
  });
});

test('the whole template of an admin', () => {
  const stack = newStack({ env: ENV });
  const appInstance = newAppInstance(stack);
  newAdmin(stack, { appInstance, member: ChimeBearer.appInstanceUser(newUser(stack, appInstance)) });

  const template = Template.fromStack(stack).toJSON() as { Resources: Record<string, unknown> };
  const [code] = Object.keys(template.Resources).filter((id) =>
    /^ChimeAppInstanceAdminProviderFunction/.test(id),
  );
  const { Properties } = template.Resources[code!] as { Properties: Record<string, unknown> };
  Properties.Code = '<the code>'; // the hash changes with each change of the provider
  expect(template.Resources).toMatchSnapshot();
});

test('a user or a bot of the stack can be promoted', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  newAdmin(stack, { appInstance, member: ChimeBearer.appInstanceUser(newUser(stack, appInstance)) }, 'One');
  newAdmin(stack, { appInstance, member: ChimeBearer.appInstanceBot(newBot(stack, appInstance)) }, 'Two');

  const template = Template.fromStack(stack);
  const AppInstanceArn = { Ref: 'AppInstance' };
  for (const MemberArn of [{ Ref: 'Alice' }, { Ref: 'Lex' }]) {
    template.hasResourceProperties(ADMIN, { AppInstanceArn, MemberArn });
  }
  template.resourcePropertiesCountIs('AWS::Lambda::Function', { Architectures: ['arm64'] }, 1);
});

test('whatever uses the bearer comes after the promotion', () => {
  const stack = newStack();
  const appInstance = newAppInstance(stack);
  const admin = newAdmin(stack, {
    appInstance,
    member: ChimeBearer.appInstanceUser(newUser(stack, appInstance)),
  });
  const { bearer } = admin;
  const channel = new CfnChannel(stack, 'Lobby', {
    appInstanceArn: appInstance.attrAppInstanceArn,
    chimeBearer: bearer.bearerArn,
    name: 'Lobby',
  });
  const flow = newFlow(stack, { appInstance, disassociateOnDelete: bearer });
  flow.addAssociation('Lobby', { channel, bearer });

  const template = Template.fromStack(stack);
  const promoted = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Admin'), 'MemberArn'] };
  template.hasResourceProperties('AWS::Chime::Channel', { ChimeBearer: promoted });
  template.hasResourceProperties('Custom::ChimeChannelFlow', { DisassociateBearer: promoted });
  template.hasResourceProperties('Custom::ChimeChannelFlowAssociation', { ChimeBearer: promoted });
});

test('the bearer can be used in another stack', () => {
  const app = newApp();
  const [people, chat] = [new Stack(app, 'People'), new Stack(app, 'Chat')];
  const appInstance = newAppInstance(people);
  const { bearer } = newAdmin(people, {
    appInstance,
    member: ChimeBearer.appInstanceUser(newUser(people, appInstance)),
  });
  newFlow(chat, { appInstance, disassociateOnDelete: bearer });

  Template.fromStack(chat).hasResourceProperties('Custom::ChimeChannelFlow', {
    DisassociateBearer: { 'Fn::ImportValue': Match.stringLikeRegexp('Admin.*MemberArn') },
  });
});

test('an admin is demoted with its construct, unless it is to stay', () => {
  const policies = [undefined, RemovalPolicy.DESTROY, RemovalPolicy.RETAIN].map((removalPolicy) => {
    const stack = newStack();
    newAdmin(stack, { removalPolicy });
    const [resource] = Object.values(Template.fromStack(stack).findResources(ADMIN));
    return resource!.DeletionPolicy as string | undefined;
  });

  expect(policies).toEqual([undefined, 'Delete', 'Retain']);
});

test('the provider may promote this member of this app instance, and nobody else', () => {
  const stack = newStack({ env: ENV });
  newAdmin(stack);

  const roles = [
    'chime:CreateAppInstanceAdmin',
    'chime:DeleteAppInstanceAdmin',
    'chime:DescribeAppInstanceAdmin',
    'chime:ListAppInstanceAdmins',
  ];
  const tags = ['chime:ListTagsForResource', 'chime:TagResource', 'chime:UntagResource'];
  const template = Template.fromStack(stack);
  for (const [Action, Resource] of [
    [roles, APP_INSTANCE_ARN],
    [[...roles, ...tags], USER_ARN],
  ]) {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({ Statement: [{ Action, Effect: 'Allow', Resource }] }),
    });
  }
  template.resourceCountIs('AWS::IAM::Policy', 3);
});

test('an admin may have a provider of its own', () => {
  const stack = newStack();
  const provider = new AppInstanceAdminProvider(stack, 'Ours', { memorySize: 512 });
  newAdmin(stack, { provider });

  const template = Template.fromStack(stack);
  template.resourcePropertiesCountIs('AWS::Lambda::Function', { Architectures: ['arm64'] }, 1);
  template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 512 });
  template.hasResourceProperties(ADMIN, { ServiceToken: stack.resolve(provider.serviceToken) as unknown });
});

test.each([USER_ARN, BOT_ARN])('an admin may exist already: %s', (arn) => {
  const stack = newStack();
  const admin = AppInstanceAdmin.fromAppInstanceAdminArn(stack, 'Admin', arn);

  expect(admin.appInstanceAdminArn).toBe(arn);
  expect(admin.appInstanceArn).toBe(APP_INSTANCE_ARN);
  expect(admin.bearer.bearerArn).toBe(arn);
  expect(admin.env).toEqual(ENV);
  Template.fromStack(stack).resourceCountIs(ADMIN, 0);
});

test('an admin that exists may be known at deployment only', () => {
  const stack = newStack();
  const arn = parameter(stack, 'AdminArn');
  const admin = AppInstanceAdmin.fromAppInstanceAdminArn(stack, 'Admin', arn);

  expect(admin.bearer.bearerArn).toBe(arn);
  const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': ['/', { Ref: 'AdminArn' }] }] });
  expect(stack.resolve(admin.appInstanceArn)).toEqual({ 'Fn::Join': ['', [part(0), '/', part(1)]] });
  expect(() => newFlow(stack, { disassociateOnDelete: admin.bearer })).not.toThrow();
});

describe('an admin that is known at deployment only, in an app instance that is known', () => {
  function imported(stack: Stack, appInstanceArn: string): IAppInstanceAdmin {
    const appInstanceAdminArn = parameter(stack, 'AdminArn');
    return AppInstanceAdmin.fromAppInstanceAdminAttributes(stack, 'Imported', {
      appInstanceAdminArn,
      appInstanceArn,
    });
  }

  test('has that app instance', () => {
    const admin = imported(newStack(), APP_INSTANCE_ARN);

    expect(admin.appInstanceArn).toBe(APP_INSTANCE_ARN);
  });

  test('can be used there', () => {
    const stack = newStack();
    const appInstance = newAppInstance(stack);
    const { bearer } = imported(stack, appInstance.attrAppInstanceArn);
    newFlow(stack, { appInstance, disassociateOnDelete: bearer });

    Template.fromStack(stack).hasResourceProperties('Custom::ChimeChannelFlow', {
      DisassociateBearer: { Ref: 'AdminArn' },
    });
  });

  test('cannot be used in another one', () => {
    const stack = newStack();
    const { bearer } = imported(stack, OTHER_APP_INSTANCE_ARN);

    expect(() =>
      newFlow(stack, { appInstance: existingAppInstance(stack), disassociateOnDelete: bearer }),
    ).toThrow("'disassociateOnDelete' must be a user or bot of the flow's app instance");
  });

  test('cannot be used in another one of the stack', () => {
    const stack = newStack();
    const [ours, theirs] = [newAppInstance(stack, 'Ours'), newAppInstance(stack, 'Theirs')];
    const { bearer } = imported(stack, theirs.attrAppInstanceArn);

    expect(() => newFlow(stack, { appInstance: ours, disassociateOnDelete: bearer })).toThrow(
      "'disassociateOnDelete' must be a user or bot of the flow's app instance",
    );
  });
});

test('fails for an app instance that is not that of the admin', () => {
  const attributes = { appInstanceAdminArn: USER_ARN, appInstanceArn: OTHER_APP_INSTANCE_ARN };

  expect(() => AppInstanceAdmin.fromAppInstanceAdminAttributes(newStack(), 'Admin', attributes)).toThrow(
    `'appInstanceArn' must be the app instance of 'appInstanceAdminArn' (${APP_INSTANCE_ARN}), got "${OTHER_APP_INSTANCE_ARN}" (in Chat/Admin)`,
  );
});

test.each<[object, string]>([
  [{}, "'appInstanceAdminArn'"],
  [
    { appInstanceAdminArn: USER_ARN, appInstanceArn: USER_ARN },
    "'appInstanceArn' must be the ARN of an app instance",
  ],
  [{ app_instance_admin_arn: USER_ARN }, "did you mean 'appInstanceAdminArn'?"],
])('fails for the attributes %j', (attributes, message) => {
  const create = () =>
    AppInstanceAdmin.fromAppInstanceAdminAttributes(newStack(), 'Admin', attributes as never);

  expect(create).toThrow(message);
});

test('fails for an ARN that is no user and no bot', () => {
  expect(() => AppInstanceAdmin.fromAppInstanceAdminArn(newStack(), 'Admin', CHANNEL_ARN)).toThrow(
    `'appInstanceAdminArn' must be an ARN of the form '…:app-instance/<id>/user/<id>' or '…:app-instance/<id>/bot/<id>', got "${CHANNEL_ARN}" (in Chat/Admin)`,
  );
});

test('fails for a member of another app instance, where that is known', () => {
  const stack = newStack();
  const member = ChimeBearer.fromArn(USER_ARN.replace(APP_INSTANCE_ARN, OTHER_APP_INSTANCE_ARN));

  expect(() => newAdmin(stack, { member })).toThrow(
    `'member' must be a user or bot in the app instance, got "${member.bearerArn}" for "${APP_INSTANCE_ARN}" (in Chat/Admin)`,
  );
  expect(() =>
    newAdmin(stack, { member: ChimeBearer.fromArn(lazily(member.bearerArn)) }, 'Other'),
  ).not.toThrow();
});

test('fails for a member of another app instance of the stack', () => {
  const stack = newStack();
  const [ours, theirs] = [newAppInstance(stack, 'Ours'), newAppInstance(stack, 'Theirs')];
  const member = ChimeBearer.appInstanceUser(newUser(stack, theirs));

  expect(() => newAdmin(stack, { appInstance: ours, member })).toThrow(
    `'member' must be a user or bot in the app instance, got "<Chat/Alice>" for "<Chat/Ours>" (in Chat/Admin)`,
  );
});

/** A user that expires after a day. */
function newGuest(stack: Stack): CfnAppInstanceUser {
  return new CfnAppInstanceUser(stack, 'Guest', {
    appInstanceArn: APP_INSTANCE_ARN,
    appInstanceUserId: 'guest',
    expirationSettings: { expirationCriterion: 'CREATED_TIMESTAMP', expirationDays: 1 },
  });
}

test('fails for a member that expires', () => {
  const stack = newStack();

  expect(() => newAdmin(stack, { member: ChimeBearer.appInstanceUser(newGuest(stack)) })).toThrow(
    `'member' must not have 'expirationSettings', got "<Chat/Guest>": the service would delete it while it is still needed (in Chat/Admin)`,
  );
});

test('fails at synthesis for a member that was set to expire later', () => {
  const stack = newStack();
  const guest = newGuest(stack);
  const { expirationSettings } = guest;
  guest.expirationSettings = undefined;
  newAdmin(stack, { member: ChimeBearer.appInstanceUser(guest) });
  guest.expirationSettings = expirationSettings;

  expect(() => Template.fromStack(stack)).toThrow("'member' must not have 'expirationSettings'");
});

test('fails for an app instance in another environment', () => {
  const stack = newStack({ env: { ...ENV, region: 'eu-central-1' } });

  expect(() => newAdmin(stack)).toThrow("'appInstance' must be in the account and Region of the stack");
});

/** Two stacks of one app in different Regions. */
function stacksInTwoRegions(): [ours: Stack, theirs: Stack] {
  const app = newApp();
  return [
    new Stack(app, 'Ours', { env: ENV }),
    new Stack(app, 'Theirs', { env: { ...ENV, region: 'eu-central-1' } }),
  ];
}

test('fails for a member in another environment', () => {
  const [ours, theirs] = stacksInTwoRegions();
  const member = ChimeBearer.appInstanceUser(newUser(theirs, newAppInstance(theirs)));

  expect(() => newAdmin(ours, { appInstance: newAppInstance(ours), member })).toThrow(
    `'member' must be in the account and Region of the stack, got "account 111122223333, region eu-central-1" for` +
      ' "<Theirs/Alice>" (in Ours/Admin)',
  );
});

test('fails for a provider in another environment', () => {
  const [ours, theirs] = stacksInTwoRegions();
  const provider = new AppInstanceAdminProvider(theirs, 'Provider');

  expect(() => newAdmin(ours, { provider })).toThrow(
    `'provider' must be in the account and Region of the stack, got "account 111122223333, region eu-central-1" for Theirs/Provider` +
      ' (in Ours/Admin)',
  );
});

test('fails where the bearer of an admin is used in another environment', () => {
  const [ours, theirs] = stacksInTwoRegions();
  const admin = newAdmin(ours, { appInstance: newAppInstance(ours) });

  expect(() =>
    newFlow(theirs, { appInstance: newAppInstance(theirs), disassociateOnDelete: admin.bearer }),
  ).toThrow(
    `'disassociateOnDelete' must be in the account and Region of the stack, got "account 111122223333, region us-east-1"`,
  );
});

test.each<[string, object, string]>([
  ['no app instance', { appInstance: undefined }, "'appInstance' must be a CfnAppInstance"],
  ['an ARN as member', { member: USER_ARN }, `'member' must be a ChimeBearer`],
  ['another removal policy', { removalPolicy: 'keep' }, `'removalPolicy' must be one of`],
  ['another provider', { provider: {} }, `'provider' must be an AppInstanceAdminProvider, got {}`],
  ['a property in the spelling of Python', { removal_policy: 'retain' }, "did you mean 'removalPolicy'?"],
])('fails for %s', (_, props, message) => {
  expect(() => newAdmin(newStack(), props)).toThrow(message);
});

test('warns of a Region without app instances', () => {
  const stack = newStack({ env: { ...ENV, region: 'eu-west-1' } });
  const arn = APP_INSTANCE_ARN.replace('us-east-1', 'eu-west-1');
  const admin = newAdmin(stack, {
    appInstance: AppInstance.fromAppInstanceArn(stack, 'Far', arn),
    member: ChimeBearer.fromArn(`${arn}/user/alice`),
  });

  const messages = admin.node.metadata.map(({ data }) => String(data));
  expect(messages.join('\n')).toContain("'appInstance' is in eu-west-1");
});

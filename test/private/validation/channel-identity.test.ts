/** The logical ids of associations, as in synthesized templates. */
import {
  App,
  CfnParameter,
  CfnResource,
  Fn,
  type IResolvable,
  NestedStack,
  ReferenceStrength,
  Stack,
  Stage,
  Token,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { CfnChannel } from 'aws-cdk-lib/aws-chime';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { Channel, ChannelFlow, ChannelFlowAssociation, ChimeBearer } from '../../../src';
import { channelIdentityOf } from '../../../src/private/validation';
import { CHANNEL_ARN, FLOW_ARN, newApp, newAppInstance, newChannel, newStack, USER_ARN } from '../../support';

const ASSOCIATION = 'Custom::ChimeChannelFlowAssociation';

function associate(scope: Construct, id: string, channel: aws_chime.IChannelRef, flow = FLOW_ARN) {
  return new ChannelFlowAssociation(scope, id, {
    channel,
    channelFlow: ChannelFlow.fromChannelFlowArn(scope, `${id}Flow`, flow),
    bearer: ChimeBearer.fromArn(USER_ARN),
  });
}

function associateArn(scope: Construct, id: string, channelArn: string, flow = FLOW_ARN) {
  return associate(scope, id, Channel.fromChannelArn(scope, `${id}Channel`, channelArn), flow);
}

/** Channels by the logical ids of their associations. */
function associationsOf(stack: Stack): Record<string, unknown> {
  const resources = Object.entries(Template.fromStack(stack).findResources(ASSOCIATION));
  return Object.fromEntries(
    resources.map(([id, { Properties }]) => [id, (Properties as { ChannelArn: unknown }).ChannelArn]),
  );
}

function idsOf(stack: Stack): string[] {
  return Object.keys(associationsOf(stack));
}

function stackWithChannels(app: App = newApp(), name = 'Chat', ids = ['Lobby', 'Bar', 'Den']) {
  const stack = new Stack(app, name);
  const appInstance = newAppInstance(stack);
  return { stack, channels: ids.map((id) => newChannel(stack, appInstance, id)) };
}

/** The ids from each definition, in a separate stack with the same channels. */
function idsBy(...definitions: ((stack: Stack, channels: CfnChannel[]) => void)[]) {
  return definitions.map((define) => {
    const { stack, channels } = stackWithChannels();
    define(stack, channels);
    return associationsOf(stack);
  });
}

test('an id is the word for it and 16 hex digits, and the construct path is in the metadata', () => {
  const context = { 'aws:cdk:enable-path-metadata': true }; // as the CDK CLI sets it
  const { stack, channels } = stackWithChannels(newApp({ context }));
  associate(stack, 'Association', channels[0]!);

  const [[id, resource] = []] = Object.entries(Template.fromStack(stack).findResources(ASSOCIATION));
  expect(id).toMatch(/^ChimeAssociation[0-9a-f]{16}$/);
  expect(resource?.Metadata).toEqual({ 'aws:cdk:path': 'Chat/Association/Resource' });
});

test('the first channel that leaves a list changes the ids of none of the others', () => {
  const list = (channels: CfnChannel[], stack: Stack) =>
    channels.forEach((channel, index) => associate(stack, `A${index}`, channel));
  const [all, rest] = idsBy(
    (stack, channels) => list(channels, stack),
    (stack, channels) => list(channels.slice(1), stack),
  );

  expect(Object.keys(rest!)).toHaveLength(2);
  expect(all).toMatchObject(rest!);
});

test('associations that swap their channels, or are renamed, with or without another flow, keep their ids', () => {
  const [before, ...after] = idsBy(
    (stack, [lobby, bar]) => {
      associate(stack, 'One', lobby!);
      associate(stack, 'Other', bar!);
    },
    (stack, [lobby, bar]) => {
      associate(stack, 'One', bar!);
      associate(stack, 'Other', lobby!);
    },
    (stack, [lobby, bar]) => {
      associate(stack, 'Renamed', lobby!);
      associate(stack, 'Other', bar!, `${FLOW_ARN}-2`);
    },
    (stack, [lobby, bar]) => {
      associate(stack, 'Renamed', lobby!, `${FLOW_ARN}-2`);
      associate(stack, 'Other', bar!);
    },
  );

  for (const ids of after) expect(ids).toEqual(before);
});

test('a channel construct that is renamed with its logical id kept keeps its association', () => {
  const [before, after] = ['Lobby', 'Renamed'].map((id) => {
    const { stack, channels } = stackWithChannels(newApp(), 'Chat', [id]);
    associate(stack, 'Association', channels[0]!);
    channels[0]!.overrideLogicalId('Lobby'); // after the association was defined
    return associationsOf(stack);
  });

  expect(after).toEqual(before);
});

test.each<[string, (channel: CfnChannel) => string]>([
  ['the attribute', (channel) => channel.attrArn],
  ['the first part of Ref', ({ ref }) => Fn.select(0, Fn.split('|', ref))],
  ['the reference of the channel', ({ channelRef }) => channelRef.channelArn],
  ['Fn::GetAtt by hand', () => Fn.getAtt('Lobby', 'Arn').toString()],
  ['Fn::GetAtt as text', () => Token.asString({ 'Fn::GetAtt': 'Lobby.Arn' })],
  ['the first part of Ref by hand', () => Fn.select(0, Fn.split('|', Fn.ref('Lobby')))],
  ['Fn::Join of one part', ({ attrArn }) => Fn.join('', [attrArn])],
  ['a reference that says how it is carried', ({ attrArn }) => Stack.consumeReference(attrArn)],
])('%s gives the id of the channel', (_, arnOf) => {
  const [byConstruct, byArn] = idsBy(
    (stack, [lobby]) => associate(stack, 'Association', lobby!),
    (stack, [lobby]) => associateArn(stack, 'Association', arnOf(lobby!)),
  );

  expect(Object.keys(byArn!)).toEqual(Object.keys(byConstruct!));
});

test.each([undefined, 'strong', 'both', 'weak'])(
  'a channel of another stack gives one id, by references that are %s',
  (strength) => {
    const idFor = (context: Record<string, unknown>, arnOf: (channel: CfnChannel) => string) => {
      const app = newApp({ context });
      const { channels } = stackWithChannels(app, 'Base');
      const stack = new Stack(app, 'Wiring');
      associateArn(stack, 'Association', arnOf(channels[0]!));
      return idsOf(stack);
    };
    const context = strength ? { '@aws-cdk/core:defaultCrossStackReferences': strength } : {};
    const expected = idFor({}, ({ attrArn }) => attrArn);

    expect(idFor(context, ({ attrArn }) => attrArn)).toEqual(expected);
    expect(idFor(context, ({ ref }) => Fn.select(0, Fn.split('|', ref)))).toEqual(expected);
    expect(idFor(context, ({ attrArn }) => Stack.consumeReference(attrArn, ReferenceStrength.WEAK))).toEqual(
      expected,
    );
  },
);

test('channels of the same logical id in other stacks and nested stacks are others', () => {
  const app = newApp();
  const bases = ['One', 'Two'].map((name) => stackWithChannels(app, name, ['Lobby']));
  const stack = new Stack(app, 'Wiring');
  const nested = ['NestedOne', 'NestedTwo'].map((id) => new NestedStack(stack, id));
  const inNested = nested.map((scope) => newChannel(scope, newAppInstance(scope)));
  const own = newChannel(stack, newAppInstance(stack));
  [...bases.flatMap(({ channels }) => channels), ...inNested, own].forEach((channel, index) =>
    associate(stack, `A${index}`, channel),
  );

  expect(new Set(idsOf(stack)).size).toBe(5);
});

test('an association in a nested stack has one id for a channel of the parent, whether it comes by parameter or not', () => {
  const idIn = (reorder: boolean) => {
    const { stack, channels } = stackWithChannels();
    const nested = new NestedStack(stack, 'Nested');
    if (reorder) new CfnParameter(nested, 'Unrelated', { default: '' });
    associate(nested, reorder ? 'Renamed' : 'Association', channels[0]!);
    return idsOf(nested);
  };

  expect(idIn(true)).toEqual(idIn(false));
});

test('stages give the same ids in each synthesis, and ids of their own', () => {
  const idsIn = (stage: string) => {
    const { stack, channels } = stackWithChannels(new Stage(newApp(), stage) as App);
    associate(stack, 'Association', channels[0]!);
    return [
      channelIdentityOf(stack, channels[0]!.attrArn),
      stack.resolve(
        (stack.node.findChild('Association').node.defaultChild as CfnResource).logicalId,
      ) as string,
    ];
  };

  expect(idsIn('Beta')).toEqual(idsIn('Beta'));
  expect(idsIn('Beta')).not.toEqual(idsIn('Prod'));
});

test('what is known at deployment only has an id by its expression', () => {
  const expressions = (stack: Stack) => [
    CHANNEL_ARN,
    new CfnParameter(stack, 'ChannelArn').valueAsString,
    Fn.importValue('ChannelArn'),
    StringParameter.valueForStringParameter(stack, '/channel/arn'),
    StringParameter.valueForStringParameter(stack, '/channel/other'),
    Fn.select(1, Fn.split('|', Fn.ref('Pair'))),
    Fn.select(0, Fn.split(',', Fn.ref('Pair'))),
    Fn.join('/', [CHANNEL_ARN, Fn.ref('Name')]),
  ];
  const [one, other] = [1, 2].map(() => {
    const stack = newStack();
    new CfnParameter(stack, 'Pair');
    new CfnParameter(stack, 'Name');
    expressions(stack).forEach((arn, index) => associateArn(stack, `A${index}`, arn));
    return idsOf(stack);
  });

  expect(one).toEqual(other);
  expect(new Set(one).size).toBe(expressions(newStack()).length);
});

test('two tokens of one channel are an error that names both associations', () => {
  const { stack, channels } = stackWithChannels();
  associate(stack, 'First', channels[0]!);
  associateArn(stack, 'Second', Fn.getAtt('Lobby', 'Arn').toString());

  expect(() => Template.fromStack(stack)).toThrow(
    `[Chat/Second] 'channel' must not have another association, got one in "Chat/First"`,
  );
});

test('an id that is overridden stays', () => {
  const { stack, channels } = stackWithChannels();
  const { node } = associate(stack, 'Association', channels[0]!);
  (node.defaultChild as CfnResource).overrideLogicalId('Pinned');

  expect(idsOf(stack)).toEqual(['Pinned']);
});

test('the id can be referred to from another stack', () => {
  const app = newApp();
  const { stack, channels } = stackWithChannels(app);
  const { node } = associate(stack, 'Association', channels[0]!);
  const other = new Stack(app, 'Other');
  new CfnResource(other, 'Reader', {
    type: 'Custom::Reader',
    properties: { Id: (node.defaultChild as CfnResource).ref },
  });

  const [id] = idsOf(stack);
  expect(JSON.stringify(Template.fromStack(other))).toContain(`ExportsOutputRef${id}`);
});

test('what ids are made of is frozen, because a change would be another id for every association', () => {
  const app = newApp();
  const { stack, channels } = stackWithChannels(app, 'Chat', ['Lobby']);
  const [lobby] = channels as [CfnChannel];
  const nested = new NestedStack(stack, 'Nested');
  const inner = new NestedStack(nested, 'Inner');
  const inInner = newChannel(inner, newAppInstance(inner), 'Den');
  const other = new Stack(app, 'Other');
  const parameter = new CfnParameter(stack, 'Param').valueAsString;
  const token = (value: unknown) => (value as IResolvable).toString();

  const identities = {
    literal: channelIdentityOf(stack, CHANNEL_ARN),
    own: channelIdentityOf(stack, lobby.attrArn),
    ofRef: channelIdentityOf(stack, lobby.channelRef.channelArn),
    byHand: channelIdentityOf(stack, Fn.getAtt('Lobby', 'Arn').toString()),
    fromAnotherStack: channelIdentityOf(other, lobby.attrArn),
    fromNested: channelIdentityOf(nested, lobby.attrArn),
    inNested: channelIdentityOf(stack, inInner.attrArn),
    parameter: channelIdentityOf(stack, parameter),
    import: channelIdentityOf(stack, Fn.importValue('Channel')),
    importOfReference: channelIdentityOf(stack, Fn.importValue(`${stack.stackName}-${parameter}`)),
    ssm: channelIdentityOf(stack, '{{resolve:ssm:/channel/arn}}'),
    concatenated: channelIdentityOf(stack, `${token(Fn.ref('AppInstance'))}/channel/${parameter}`),
    formatted: channelIdentityOf(stack, stack.formatArn({ service: 'chime', resource: 'app-instance/a' })),
    conditional: channelIdentityOf(stack, Token.asString(Fn.conditionIf('Cond', lobby.attrArn, parameter))),
    map: channelIdentityOf(stack, Fn.findInMap('Map', 'Key', parameter)),
  };

  expect(identities).toMatchInlineSnapshot(`
   {
     "byHand": "[Chat]/Lobby.Arn",
     "concatenated": "[Chat]/AppInstance.Ref/channel/[Chat]/Param.Ref",
     "conditional": "{"Fn::If":["Cond","[Chat]/Lobby.Arn","[Chat]/Param.Ref"]}",
     "formatted": "arn:[Chat]/AWS::Partition.Ref:chime:[Chat]/AWS::Region.Ref:[Chat]/AWS::AccountId.Ref:app-instance/a",
     "fromAnotherStack": "[Chat]/Lobby.Arn",
     "fromNested": "[Chat]/Lobby.Arn",
     "import": "{"Fn::ImportValue":"Channel"}",
     "importOfReference": "{"Fn::ImportValue":"Chat-[Chat]/Param.Ref"}",
     "inNested": "[Chat|NestedNestedStackNestedNestedStackResourceDEFDAA4D|InnerNestedStackInnerNestedStackResource745E041B]/Den.Arn",
     "literal": "arn:aws:chime:us-east-1:111122223333:app-instance/ours/channel/lobby",
     "map": "{"Fn::FindInMap":["Map","Key","[Chat]/Param.Ref"]}",
     "ofRef": "[Chat]/Lobby.Arn",
     "own": "[Chat]/Lobby.Arn",
     "parameter": "[Chat]/Param.Ref",
     "ssm": "{{resolve:ssm:/channel/arn}}",
   }
  `);
  expect(
    stack.resolve((associate(stack, 'A', lobby).node.defaultChild as CfnResource).logicalId),
  ).toMatchInlineSnapshot(`"ChimeAssociation813eaad851130e0f"`);
});

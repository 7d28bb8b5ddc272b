// A chat in two stages, with other typical resources of apps: a table, a secret, a bucket, a nested stack, a backend,
// and a layer.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { App, CfnOutput, NestedStack, RemovalPolicy, Stack, Stage } = require('aws-cdk-lib');
const { CfnAppInstance, CfnAppInstanceUser, CfnChannel } = require('aws-cdk-lib/aws-chime');
const { AttributeType, Table } = require('aws-cdk-lib/aws-dynamodb');
const { Code, Function, LayerVersion, Runtime } = require('aws-cdk-lib/aws-lambda');
const { Bucket } = require('aws-cdk-lib/aws-s3');
const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
const { Topic } = require('aws-cdk-lib/aws-sns');
const { ChannelFlow, ChannelFlowAssociation, ChimeBearer } = require('cdk-chime-sdk-messaging');

const MODERATOR = `
  const { ChannelFlowCallbackCommand, ChimeSDKMessagingClient } = require('@aws-sdk/client-chime-sdk-messaging');
  exports.handler = async ({ CallbackId, ChannelMessage: { ChannelArn, MessageId, Content } }) => {
    const ChannelMessage = { MessageId, Content: Content.toUpperCase() };
    await new ChimeSDKMessagingClient({}).send(
      new ChannelFlowCallbackCommand({ CallbackId, ChannelArn, ChannelMessage }),
    );
  };`;

class ChatStack extends Stack {
  constructor(scope, { greeting, fails }) {
    super(scope, 'Chat');
    const appInstance = new CfnAppInstance(this, 'AppInstance', { name: 'Community' });
    const { attrAppInstanceArn: appInstanceArn } = appInstance;
    const alice = new CfnAppInstanceUser(this, 'Alice', {
      appInstanceArn,
      appInstanceUserId: 'alice',
      name: 'Alice',
    });
    const { attrAppInstanceUserArn: aliceArn } = alice;
    const channel = new CfnChannel(this, 'Lobby', { appInstanceArn, chimeBearer: aliceArn, name: 'Lobby' });
    const runtime = Runtime.NODEJS_22_X;
    const moderator = new Function(this, 'Moderator', {
      runtime,
      handler: 'index.handler',
      code: Code.fromInline(MODERATOR),
    });
    const channelFlow = new ChannelFlow(this, 'Flow', { appInstance, processors: [{ function: moderator }] });
    new ChannelFlowAssociation(this, 'Association', {
      channel,
      channelFlow,
      bearer: ChimeBearer.appInstanceUser(alice),
    });

    const table = new Table(this, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    const secret = new Secret(this, 'Secret');
    const bucket = new Bucket(this, 'Bucket', {
      autoDeleteObjects: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const alerts = new Topic(new NestedStack(this, 'Alerts'), 'Topic');
    const layer = new LayerVersion(this, 'Layer', { code: Code.fromAsset(join(__dirname, 'layer')) });
    const backend = new Function(this, 'Backend', {
      runtime,
      handler: 'index.handler',
      code: Code.fromAsset(join(__dirname, 'backend')),
      layers: [layer],
      environment: {
        TABLE: table.tableName,
        SECRET: secret.secretArn,
        TOPIC: alerts.topicArn,
        GREETING: greeting,
      },
    });
    table.grantReadWriteData(backend);
    secret.grantRead(backend);
    bucket.grantReadWrite(backend);
    alerts.grantPublish(backend);
    if (fails) {
      new CfnAppInstanceUser(this, 'Taken', {
        appInstanceArn,
        appInstanceUserId: 'alice',
        name: 'Alice',
      }).addDependency(alice);
    }
    for (const [name, value] of Object.entries({
      ChannelArn: channel.attrArn,
      AliceArn: aliceArn,
      Greeting: greeting,
    })) {
      new CfnOutput(this, name, { value });
    }
  }
}

/** The settings that tests change: the greeting, and whether a resource fails. */
exports.createApp = (settings) => {
  const app = new App();
  for (const name of ['Beta', 'Production']) new ChatStack(new Stage(app, name), settings);
  return app;
};

if (require.main === module) {
  exports.createApp(JSON.parse(readFileSync(join(__dirname, 'settings.json'), 'utf8'))).synth();
}

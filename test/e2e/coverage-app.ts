import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Stream, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import {
  AppInstance,
  ChannelFlow,
  ChimeBearer,
  MessagingStreamingConfiguration,
} from 'cdk-chime-sdk-messaging';

/**
 * A flow on every channel of an existing app instance, as an existing admin. New channels are found by sweeps or, if
 * the context says so, through a stream, long before the next sweep.
 */
const app = new App();
const stack = new Stack(app, 'CoveredChannels');
const bearer = ChimeBearer.fromArn(given('adminArn'));
const appInstance = AppInstance.fromAppInstanceArn(stack, 'AppInstance', given('appInstanceArn'));

const flow = new ChannelFlow(stack, 'Flow', {
  appInstance,
  processors: [
    {
      function: new Function(stack, 'Processor', {
        code: Code.fromAsset(join(__dirname, '..', '..', 'examples', 'existing-channel', 'processor')),
        handler: 'index.handler',
        runtime: Runtime.NODEJS_22_X,
        environment: { GREETING: 'checked' },
      }),
    },
  ],
  disassociateOnDelete: bearer,
});
const finding =
  given('detects') === 'true'
    ? { detection: streaming(), sweepInterval: Duration.hours(1) }
    : { sweepInterval: Duration.minutes(1) };
flow.addCoverage('Coverage', { bearers: [bearer], ...finding });

function streaming(): MessagingStreamingConfiguration {
  return new MessagingStreamingConfiguration(stack, 'Streaming', {
    appInstance,
    channelStream: new Stream(stack, 'Stream', {
      streamName: 'chime-messaging-covered-channels',
      streamMode: StreamMode.ON_DEMAND,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
  });
}

function given(key: string): string {
  return app.node.getContext(key) as string;
}

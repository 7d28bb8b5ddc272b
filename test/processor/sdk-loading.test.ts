import { event, recordingLogger } from './support';
import { allow, channelFlowProcessor, lambdaContext } from '../../processor';

let loads = 0;
const configurations: unknown[] = [];
const inputs: unknown[] = [];

jest.mock('@aws-sdk/client-chime-sdk-messaging', () => {
  loads += 1;
  return {
    ChimeSDKMessagingClient: class {
      public constructor(configuration: unknown) {
        configurations.push(configuration);
      }

      public async send({ input }: { input: unknown }) {
        inputs.push(input);
        return Promise.resolve({});
      }
    },
    ChannelFlowCallbackCommand: class {
      public constructor(public readonly input: unknown) {}
    },
  };
});

test('the SDK is loaded while the first message is being decided, and once', async () => {
  const loadsWhileDeciding: number[] = [];
  const handler = channelFlowProcessor(
    async () => {
      loadsWhileDeciding.push(loads);
      await new Promise((resolve) => setTimeout(resolve, 20));
      loadsWhileDeciding.push(loads);
      return allow();
    },
    { logger: recordingLogger().logger },
  );
  expect(loads).toBe(0);
  await handler(event(), lambdaContext());
  await handler(event(), lambdaContext());

  expect(loadsWhileDeciding).toEqual([0, 1, 1, 1]);
  expect(inputs).toHaveLength(2);
  expect(configurations).toEqual([{ maxAttempts: 1 }]);
});

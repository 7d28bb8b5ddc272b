import { emulatedForFile } from '../helpers/emulated-for-file';
import type { EventFields } from '../helpers/provider-harness';

const STREAMS = 'arn:aws:kinesis:us-east-1:111122223333:stream/chime-messaging-';

/** Streams of the resource, and one of someone else. */
export const [OURS, NEXT, THEIRS] = ['ours', 'next', 'theirs'].map((name) => STREAMS + name) as [
  string,
  string,
  string,
];

/** ARNs of streams, by the data that they receive. */
export type Streams = Partial<Record<'Channel' | 'ChannelMessage', string>>;

export const REFUSED = { name: 'ForbiddenException', statusCode: 403 };

/** A service in virtual time, for all tests of a file; each test has its own app instances. */
export function streamingForFile() {
  const emulated = emulatedForFile();
  const properties = (AppInstanceArn: string, streams: Streams) => ({ AppInstanceArn, Streams: streams });
  return Object.assign(emulated, {
    properties,
    /** The streams of an app instance. */
    async streamsOf(AppInstanceArn: string): Promise<Streams> {
      const input = { AppInstanceArn };
      const { StreamingConfigurations = [] } = await emulated.emulator
        .call('GetMessagingStreamingConfigurations', input)
        .catch(() => ({ StreamingConfigurations: [] }));
      const entries = StreamingConfigurations.map(({ DataType, ResourceArn }) => [DataType, ResourceArn]);
      return Object.fromEntries(entries) as Streams;
    },
    /** Configures an app instance on behalf of someone else. */
    async setStreams(AppInstanceArn: string, streams: Streams): Promise<void> {
      const StreamingConfigurations = Object.entries(streams).map(([DataType, ResourceArn]) => ({
        DataType: DataType as 'Channel',
        ResourceArn,
      }));
      await emulated.emulator.call('DeleteMessagingStreamingConfigurations', { AppInstanceArn });
      if (StreamingConfigurations.length === 0) return;
      await emulated.emulator.call('PutMessagingStreamingConfigurations', {
        AppInstanceArn,
        StreamingConfigurations,
      });
    },
    /** An app instance, and CloudFormation's requests about it. */
    async place(configured: Streams = {}) {
      const { emulator, harness, service } = emulated;
      const appInstance = await service.newAppInstance();
      await this.setStreams(appInstance, configured);
      const send = async (fields: EventFields, timeout?: number) =>
        harness.handle({ ResourceType: 'Custom::ChimeMessagingStreamingConfiguration', ...fields }, timeout);
      return {
        appInstance,
        id: `${appInstance}/messaging-streaming-configuration`,
        send,
        create: async (streams: Streams = { Channel: OURS }, fields: EventFields = {}) =>
          send({ RequestId: 'r1', ResourceProperties: properties(appInstance, streams), ...fields }),
        update: async (former: Streams, desired: Streams, fields: EventFields = {}) =>
          send({
            RequestType: 'Update',
            PhysicalResourceId: `${appInstance}/messaging-streaming-configuration`,
            OldResourceProperties: properties(appInstance, former),
            ResourceProperties: properties(appInstance, desired),
            ...fields,
          }),
        remove: async (streams: Streams = { Channel: OURS }, fields: EventFields = {}) =>
          send({
            RequestType: 'Delete',
            PhysicalResourceId: `${appInstance}/messaging-streaming-configuration`,
            ResourceProperties: properties(appInstance, streams),
            ...fields,
          }),
        streams: async () => this.streamsOf(appInstance),
        /** The operations that are called while some work is done, without their common prefix. */
        async during(work: () => Promise<unknown>): Promise<string[]> {
          const before = emulator.requests.length;
          await work();
          return emulator.requests
            .slice(before)
            .map(({ operation }) => operation!.replace('MessagingStreamingConfigurations', ''));
        },
      };
    },
  });
}

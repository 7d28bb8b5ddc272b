import { emulatedForFile } from '../helpers/emulated-for-file';
import type { EventFields } from '../helpers/provider-harness';

export const MARK = 'cdk-chime-sdk-messaging:admin:';

/** The service's error for any refused call. */
export const REFUSED = { name: 'ForbiddenException', statusCode: 403 };

/** A service in virtual time, for all tests of a file; each test has its own app instance. */
export function adminsForFile() {
  const emulated = emulatedForFile();

  /** An app instance with a user, and CloudFormation's requests about them. */
  async function place() {
    const { service, emulator, harness } = emulated;
    const appInstance = await service.newAppInstance();
    const alice = await service.newUser(appInstance, 'alice');
    const properties = (member = alice) => ({ AppInstanceArn: appInstance, MemberArn: member });
    const send = async (fields: EventFields, timeout?: number) =>
      harness.handle(
        { ResourceType: 'Custom::ChimeAppInstanceAdmin', ResourceProperties: properties(), ...fields },
        timeout,
      );
    return {
      appInstance,
      alice,
      properties,
      send,
      create: async (fields: EventFields = {}) => send({ RequestType: 'Create', RequestId: 'r1', ...fields }),
      remove: async (PhysicalResourceId: string, fields: EventFields = {}) =>
        send({ RequestType: 'Delete', PhysicalResourceId, ...fields }),
      admins: async () => service.adminsOf(appInstance),
      /** The request ids of a member's marks. */
      marks: async (member = alice) =>
        Object.keys(await service.tagsOf(member))
          .filter((key) => key.startsWith(MARK))
          .map((key) => key.slice(MARK.length)),
      /** The operations that are called while some work is done. */
      async during(work: () => Promise<unknown>): Promise<string[]> {
        const before = emulator.requests.length;
        await work();
        return emulator.requests.slice(before).map(({ operation }) => operation!);
      },
    };
  }

  return Object.assign(emulated, {
    place,

    /** Alice, who was promoted. */
    async promoted() {
      const one = await place();
      return { ...one, id: (await one.create()).PhysicalResourceId };
    },

    /** Alice, who was promoted, and Bob, who may replace her. */
    async promotedBefore() {
      const one = await this.promoted();
      const bob = await emulated.service.newUser(one.appInstance, 'bob');
      const update = async (PhysicalResourceId: string, former: string, desired: string, RequestId = 'r2') =>
        one.send({
          RequestType: 'Update',
          RequestId,
          PhysicalResourceId,
          OldResourceProperties: one.properties(former),
          ResourceProperties: one.properties(desired),
        });
      return { ...one, bob, update };
    },
  });
}

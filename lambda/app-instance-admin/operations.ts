/** Calls that only the app instance admin provider makes. */
import type { Tag } from '@aws-sdk/client-chime-sdk-identity';
import { required } from '../../processor/response';
import type { AppInstanceAdminProperties } from '../../src/private/protocol';
import { call, identity, isRefused, onceDone, pagesOf } from '../chime';
import type { Run } from '../protocol';

/**
 * Whether a member is an admin. The service refuses to describe a member that is not an admin just as it refuses a call
 * that is not allowed, so only the list can tell.
 */
export async function isAdmin(run: Run, member: AppInstanceAdminProperties): Promise<boolean> {
  const { client, sdk } = identity();
  const command = new sdk.DescribeAppInstanceAdminCommand(inputOf(member));
  try {
    await call(run, 'DescribeAppInstanceAdmin', member.MemberArn, async (http) =>
      required(await client.send(command, http), 'AppInstanceAdmin'),
    );
    return true;
  } catch (error) {
    if (!isRefused(error)) throw error;
    return isListed(run, member);
  }
}

/** Whether a member is in the list of admins. */
export async function isListed(
  run: Run,
  { AppInstanceArn, MemberArn }: AppInstanceAdminProperties,
): Promise<boolean> {
  for await (const admin of listAppInstanceAdmins(run, AppInstanceArn)) {
    if (admin === MemberArn) return true;
  }
  return false;
}

export async function createAppInstanceAdmin(run: Run, member: AppInstanceAdminProperties): Promise<void> {
  const { client, sdk } = identity();
  const command = new sdk.CreateAppInstanceAdminCommand(inputOf(member));
  await call<unknown>(
    run,
    'CreateAppInstanceAdmin',
    member.MemberArn,
    async (http) => required(await client.send(command, http), 'AppInstanceAdmin'),
    onceDone(async () => isAdmin(run, member)),
  );
}

export async function deleteAppInstanceAdmin(run: Run, member: AppInstanceAdminProperties): Promise<void> {
  const { client, sdk } = identity();
  const command = new sdk.DeleteAppInstanceAdminCommand(inputOf(member));
  await call<unknown>(
    run,
    'DeleteAppInstanceAdmin',
    member.MemberArn,
    async (http) => client.send(command, http),
    onceDone(async () => !(await isAdmin(run, member))),
  );
}

/** ARNs of the admins of an app instance. */
async function* listAppInstanceAdmins(run: Run, AppInstanceArn: string): AsyncGenerator<string> {
  const { client, sdk } = identity();
  const operation = 'ListAppInstanceAdmins';
  const pages = pagesOf(run, operation, AppInstanceArn, 'AppInstanceAdmins', async (page, http) =>
    client.send(new sdk.ListAppInstanceAdminsCommand({ AppInstanceArn, ...page }), http),
  );
  for await (const admins of pages) yield* admins.flatMap(({ Admin }) => Admin?.Arn ?? []);
}

export async function listTags(run: Run, arn: string): Promise<Tag[]> {
  const { client, sdk } = identity();
  const command = new sdk.ListTagsForResourceCommand({ ResourceARN: arn });
  return call(run, 'ListTagsForResource', arn, async (http) =>
    required(await client.send(command, http), 'Tags'),
  );
}

export async function tagResource(run: Run, arn: string, tag: Tag): Promise<void> {
  const { client, sdk } = identity();
  const command = new sdk.TagResourceCommand({ ResourceARN: arn, Tags: [tag] });
  await call<unknown>(run, 'TagResource', arn, async (http) => client.send(command, http));
}

export async function untagResource(run: Run, arn: string, keys: string[]): Promise<void> {
  const { client, sdk } = identity();
  const command = new sdk.UntagResourceCommand({ ResourceARN: arn, TagKeys: keys });
  await call<unknown>(run, 'UntagResource', arn, async (http) => client.send(command, http));
}

function inputOf({ AppInstanceArn, MemberArn }: AppInstanceAdminProperties) {
  return { AppInstanceArn, AppInstanceAdminArn: MemberArn };
}

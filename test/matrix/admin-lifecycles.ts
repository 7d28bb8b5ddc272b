import type { Lifecycle, Stage, State } from './lifecycles';
import type { OperationName } from '../../testing/emulator';

const MARK = 'cdk-chime-sdk-messaging:admin:';

/** If a replacement is canceled sooner, its retained predecessor is lost with it: docs/adr/0005 and 0016. */
export const LATER = 300_000;

/** Two users of the home app instance that the change is about. */
interface Users {
  readonly alice: string;
  readonly bob: string;
}

interface AdminCase {
  /**
   * What others do to Alice: make her an admin before the stack, or demote her, mark her for another stack, or delete
   * her after its first deployment.
   */
  readonly others?: 'promoteBefore' | 'demoteMeanwhile' | 'markMeanwhile' | 'deleteMeanwhile';
  /** Whether the stack retains the first admin. */
  readonly retains?: boolean;
  /** The number of marks on Alice that remain, if someone keeps her as an admin. */
  readonly marksLeft?: number;
  before?(users: Users): string;
  after?(users: Users): string;
  /** The users who are admins in each state. */
  admins(users: Users): Record<State, readonly string[]>;
}

function admin({ before, after, others, retains, marksLeft = 0, admins }: AdminCase): Lifecycle {
  return {
    type: 'Custom::ChimeAppInstanceAdmin',
    operations: [
      'DescribeAppInstanceAdmin',
      'CreateAppInstanceAdmin',
      'DeleteAppInstanceAdmin',
      'ListAppInstanceAdmins',
      'ListTagsForResource',
      'TagResource',
      'UntagResource',
    ],
    plan: async (stage) => {
      const users = { alice: await newUser(stage, 'alice'), bob: await newUser(stage, 'bob') };
      const setRole = async (operation: OperationName) =>
        void (await stage.call(operation, {
          AppInstanceArn: stage.home,
          AppInstanceAdminArn: users.alice,
        } as never));
      if (others === 'promoteBefore') await setRole('CreateAppInstanceAdmin');
      const properties = (member: string | undefined) =>
        member && { AppInstanceArn: stage.home, MemberArn: member };
      return {
        before: properties(before?.(users)) as object | undefined,
        after: properties(after?.(users)) as object | undefined,
        ...(retains && { retains, pause: LATER }),
        meanwhile: async () => {
          if (others === 'demoteMeanwhile') await setRole('DeleteAppInstanceAdmin');
          if (others === 'markMeanwhile') await markForAnother(stage, users.alice);
          if (others === 'deleteMeanwhile') {
            await stage.call('DeleteAppInstanceUser', { AppInstanceUserArn: users.alice });
          }
        },
        problems: async (state) => {
          const left = state === 'deleted' ? { alice: marksLeft, bob: 0 } : undefined;
          return adminProblems(stage, users, admins(users)[state], left);
        },
      };
    },
  };
}

async function adminProblems(
  stage: Stage,
  users: Users,
  wanted: readonly string[],
  marksLeft: Record<string, number> | undefined,
): Promise<string[]> {
  const problems: string[] = [];
  const found = await stage.admins();
  if (![stage.admin, stage.otherAdmin].every((arn) => found.includes(arn))) {
    problems.push("somebody else's admin is none anymore");
  }
  for (const [name, arn] of Object.entries(users)) {
    if (found.includes(arn) !== wanted.includes(arn)) {
      problems.push(`${name} is ${found.includes(arn) ? 'an' : 'no'} admin`);
    }
    const marks = await marksOn(stage, arn);
    if (marksLeft && marks !== marksLeft[name]) {
      problems.push(`${name} has ${marks} marks instead of ${marksLeft[name]}`);
    }
  }
  return problems;
}

/** A user who is gone has no marks. */
export async function marksOn(stage: Stage, arn: string): Promise<number> {
  const tags = await stage.tagsOf(arn).catch(() => ({}));
  return Object.keys(tags).filter((key) => key.startsWith(MARK)).length;
}

async function markForAnother(stage: Stage, arn: string): Promise<void> {
  const mark = { Key: `${MARK}another-request`, Value: 'another/2026-01-01T00:00:00.000Z' };
  await stage.call('TagResource', { ResourceARN: arn, Tags: [mark] });
}

export async function newUser(stage: Stage, id: string): Promise<string> {
  const user = { AppInstanceArn: stage.home, AppInstanceUserId: id, Name: id };
  return (await stage.call('CreateAppInstanceUser', user)).AppInstanceUserArn as string;
}

/** The lifecycles of an admin of an app instance. */
export const ADMIN_LIFECYCLES: Readonly<Record<string, Lifecycle>> = {
  'admin-create': admin({
    after: ({ alice }) => alice,
    admins: ({ alice }) => ({ former: [], desired: [alice], deleted: [] }),
  }),
  'admin-already': admin({
    others: 'promoteBefore',
    after: ({ alice }) => alice,
    admins: ({ alice }) => ({ former: [alice], desired: [alice], deleted: [alice] }),
  }),
  'admin-member': admin({
    before: ({ alice }) => alice,
    after: ({ bob }) => bob,
    admins: ({ alice, bob }) => ({ former: [alice], desired: [bob], deleted: [] }),
  }),
  'admin-delete': admin({
    before: ({ alice }) => alice,
    admins: ({ alice }) => ({ former: [alice], desired: [], deleted: [] }),
  }),
  // Others who marked her still need her.
  'admin-delete-shared': admin({
    others: 'markMeanwhile',
    marksLeft: 1,
    before: ({ alice }) => alice,
    admins: ({ alice }) => ({ former: [alice], desired: [alice], deleted: [alice] }),
  }),
  'admin-delete-gone': admin({
    others: 'deleteMeanwhile',
    before: ({ alice }) => alice,
    admins: () => ({ former: [], desired: [], deleted: [] }),
  }),
  // The mark of the retained admin keeps her.
  'admin-create-beside-retained': admin({
    retains: true,
    marksLeft: 1,
    before: ({ alice }) => alice,
    after: ({ alice }) => alice,
    admins: ({ alice }) => ({ former: [alice], desired: [alice], deleted: [alice] }),
  }),
  'admin-delete-demoted': admin({
    others: 'demoteMeanwhile',
    before: ({ alice }) => alice,
    admins: () => ({ former: [], desired: [], deleted: [] }),
  }),
};

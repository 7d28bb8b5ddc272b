import type { Lifecycle, Stage, State } from './lifecycles';
import type { OperationName } from '../../testing/emulator';

const MARK = 'cdk-chime-sdk-messaging:admin:';

/** Two users of the home app instance, of whom the change is. */
interface Users {
  readonly alice: string;
  readonly bob: string;
}

interface AdminCase {
  /** Whether somebody else made Alice an admin before the stack, or took her role away after its first deployment. */
  readonly others?: 'promoteBefore' | 'demoteMeanwhile';
  before?(users: Users): string;
  after?(users: Users): string;
  /** Those of the two who are admins in each state. */
  admins(users: Users): Record<State, readonly string[]>;
}

function admin({ before, after, others, admins }: AdminCase): Lifecycle {
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
        meanwhile: async () => {
          if (others === 'demoteMeanwhile') await setRole('DeleteAppInstanceAdmin');
        },
        problems: async (state) => adminProblems(stage, users, admins(users)[state], state),
      };
    },
  };
}

async function adminProblems(
  stage: Stage,
  users: Users,
  wanted: readonly string[],
  state: State,
): Promise<string[]> {
  const problems: string[] = [];
  const { AppInstanceAdmins = [] } = await stage.call('ListAppInstanceAdmins', {
    AppInstanceArn: stage.home,
    MaxResults: 50,
  });
  const found = (AppInstanceAdmins as { Admin: { Arn: string } }[]).map(({ Admin }) => Admin.Arn);
  if (![stage.admin, stage.otherAdmin].every((arn) => found.includes(arn))) {
    problems.push("somebody else's admin is none any more");
  }
  for (const [name, arn] of Object.entries(users)) {
    if (found.includes(arn) !== wanted.includes(arn)) {
      problems.push(`${name} is ${found.includes(arn) ? 'an' : 'no'} admin`);
    }
    const marks = Object.keys(await stage.tagsOf(arn)).filter((key) => key.startsWith(MARK));
    if (state === 'deleted' && marks.length > 0) problems.push(`${name} has ${marks.length} marks`);
  }
  return problems;
}

async function newUser(stage: Stage, id: string): Promise<string> {
  const user = { AppInstanceArn: stage.home, AppInstanceUserId: id, Name: id };
  return (await stage.call('CreateAppInstanceUser', user)).AppInstanceUserArn as string;
}

/** What can become of an admin of an app instance. */
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
  'admin-delete-demoted': admin({
    others: 'demoteMeanwhile',
    before: ({ alice }) => alice,
    admins: () => ({ former: [], desired: [], deleted: [] }),
  }),
};

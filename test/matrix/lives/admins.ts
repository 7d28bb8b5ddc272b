import type { Change, Incident, ResourceKind, Step } from './kind';
import { isAbout, type Scene, whose } from './scene';
import { LATER, marksOn } from '../admin-lifecycles';
import { LIFECYCLES } from '../lifecycles';

const ADMIN = LIFECYCLES['admin-create']!;

interface AdminProperties {
  readonly AppInstanceArn: string;
  readonly MemberArn: string;
}

/** One admin per stack, from two users: a user is an admin, with a mark for each, if any stack names or has retained it. */
export class Admins implements ResourceKind {
  public static readonly steps = ['admin-create', 'admin-member', 'admin-delete', 'admin-retain'];
  public static readonly operations = ADMIN.operations;

  private readonly retained: string[] = [];

  public constructor(private readonly scene: Scene) {}

  public turn({ kind, stack, number }: Step): Change | Incident {
    const { stage, members } = this.scene;
    const id = `${stack}/admin`;
    const before = this.scene.propertiesOf<AdminProperties>(id);
    if (kind === 'admin-retain' && before) return { happen: async () => this.retain(id, before) };
    const MemberArn = members[number % members.length]!;
    const isDeleted = kind === 'admin-delete' && before !== undefined;
    return {
      lifecycle: isDeleted ? kind : before ? 'admin-member' : 'admin-create',
      id,
      keepsLogicalId: true,
      type: ADMIN.type,
      before,
      after: isDeleted ? undefined : { AppInstanceArn: stage.home, MemberArn },
    };
  }

  public async problems(change: Change): Promise<string[]> {
    const { stage, members } = this.scene;
    const admins = await stage.admins();
    const problems: string[] = [];
    for (const [index, member] of members.entries()) {
      const needed = this.needsOf(member);
      const isAdmin = admins.includes(member);
      const isOwn = isAbout<AdminProperties>(change, ({ MemberArn }) => MemberArn === member);
      const name = `${whose(isOwn)}member${index}`;
      if (isAdmin !== needed > 0) problems.push(`${name} is ${isAdmin ? 'an' : 'no'} admin`);
      const marks = await marksOn(stage, member);
      if (marks !== needed) problems.push(`${name} has ${marks} marks instead of ${needed}`);
    }
    return problems;
  }

  /** How many resources make somebody an admin. */
  private needsOf(member: string): number {
    const named = this.scene
      .named('admin')
      .map(({ properties }) => (properties as AdminProperties).MemberArn);
    return [...named, ...this.retained].filter((one) => one === member).length;
  }

  private async retain(id: string, { MemberArn }: AdminProperties): Promise<void> {
    this.retained.push(MemberArn);
    this.scene.resources.delete(id);
    await this.scene.stage.sleep(LATER);
  }
}

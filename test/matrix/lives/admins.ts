import type { Change, Incident, ResourceKind, Step } from './kind';
import { isAbout, type Scene, whose } from './scene';
import { LATER } from '../admin-lifecycles';
import { LIFECYCLES } from '../lifecycles';

const ADMIN = LIFECYCLES['admin-create']!;

interface AdminProperties {
  readonly AppInstanceArn: string;
  readonly MemberArn: string;
}

/** One admin per stack, from two users: a user is an admin if any stack names or has retained it. */
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
    return members.flatMap((member, index) => {
      const isAdmin = admins.includes(member);
      if (isAdmin === this.shouldBe(member)) return [];
      const isOwn = isAbout<AdminProperties>(change, ({ MemberArn }) => MemberArn === member);
      return `${whose(isOwn)}member ${index} is ${isAdmin ? 'an' : 'no'} admin`;
    });
  }

  private shouldBe(member: string): boolean {
    const named = this.scene
      .named('admin')
      .map(({ properties }) => (properties as AdminProperties).MemberArn);
    return [...named, ...this.retained].includes(member);
  }

  private async retain(id: string, { MemberArn }: AdminProperties): Promise<void> {
    this.retained.push(MemberArn);
    this.scene.resources.delete(id);
    await this.scene.stage.sleep(LATER);
  }
}

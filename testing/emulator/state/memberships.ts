/** The properties of a membership that the list of members needs. */
interface Membership {
  readonly member: { readonly arn: string };
  subChannelId: string | undefined;
}

/**
 * The memberships of a channel, in the order in which they were created. A member has one; a moderator of an elastic
 * channel can have one in each subchannel.
 */
export class Memberships<M extends Membership> implements Iterable<M> {
  private readonly all = new Set<M>();
  private readonly byMember = new Map<string, readonly M[]>();
  private readonly bySubChannel = new Map<string | undefined, Set<M>>();
  private readonly arnsOf = new Map<string | undefined, readonly string[]>();

  public [Symbol.iterator](): Iterator<M> {
    return this.all.values();
  }

  public get size(): number {
    return this.all.size;
  }

  public has(arn: string): boolean {
    return this.byMember.has(arn);
  }

  /** A member's membership: any of them, or that in a subchannel. */
  public get(arn: string, subChannelId?: string): M | undefined {
    const own = this.of(arn);
    return subChannelId === undefined ? own[0] : own.find((each) => each.subChannelId === subChannelId);
  }

  /** All memberships of one member. */
  public of(arn: string): readonly M[] {
    return this.byMember.get(arn) ?? [];
  }

  /** The memberships in one subchannel. */
  public in(subChannelId: string | undefined): ReadonlySet<M> {
    return this.bySubChannel.get(subChannelId) ?? new Set();
  }

  public add(membership: M): void {
    const { arn } = membership.member;
    this.all.add(membership);
    this.byMember.set(arn, [...this.of(arn), membership]);
    this.enter(membership);
  }

  /** Returns whether the membership existed. */
  public delete(membership: M): boolean {
    if (!this.all.delete(membership)) return false;
    const { arn } = membership.member;
    const others = this.of(arn).filter((each) => each !== membership);
    if (others.length > 0) this.byMember.set(arn, others);
    else this.byMember.delete(arn);
    this.leave(membership);
    return true;
  }

  /** Moves a member of an elastic channel to another subchannel. */
  public move(membership: M, subChannelId: string): void {
    this.leave(membership);
    membership.subChannelId = subChannelId;
    this.enter(membership);
  }

  /** The ARNs of all members, or of those in one subchannel: the same array until the members change. */
  public arns(subChannelId: string | undefined): readonly string[] {
    let arns = this.arnsOf.get(subChannelId);
    if (arns === undefined) {
      arns = Object.freeze(Array.from(this.in(subChannelId), (membership) => membership.member.arn));
      this.arnsOf.set(subChannelId, arns);
    }
    return arns;
  }

  /** The ARNs of all members, without duplicates. */
  public memberArns(): readonly string[] {
    return [...this.byMember.keys()];
  }

  private enter(membership: M): void {
    const { subChannelId } = membership;
    this.bySubChannel.set(subChannelId, (this.bySubChannel.get(subChannelId) ?? new Set()).add(membership));
    this.arnsOf.delete(subChannelId);
  }

  private leave(membership: M): void {
    this.bySubChannel.get(membership.subChannelId)?.delete(membership);
    this.arnsOf.delete(membership.subChannelId);
  }
}

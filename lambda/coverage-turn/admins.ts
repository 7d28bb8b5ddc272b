import type { Bearer, Bearers } from './bearers';
import { Believed } from './believed';
import type { Messaging } from './messaging';
import type { Turn } from './turn';
import { isBadRequest, isNotFound, isRefused } from '../chime';

/** How long a bearer that was an admin is assumed to still be one. */
const ADMIN_BELIEVED = 60_000;

/** Makes calls as bearers that are admins, and drops those that are no longer admins. */
export class Admins {
  /** The bearers that were dropped. */
  readonly withdrawn: string[] = [];
  private readonly looks = new Map<Bearer, Believed<boolean>>();

  constructor(
    private readonly turn: Turn,
    private readonly messaging: Messaging,
    private readonly bearers: Bearers,
    private readonly appInstanceArn: string,
  ) {}

  /**
   * Does something as one of the bearers, or as another one if that bearer turns out to no longer be an admin.
   *
   * @throws the refusal, or if no bearer is left
   */
  async as<T>(choose: (bearers: Bearers) => Bearer, work: (bearer: Bearer) => Promise<T>): Promise<T> {
    for (;;) {
      const bearer = choose(this.bearers);
      try {
        return await work(bearer);
      } catch (error) {
        if (!isForbidden(error) || (await this.isAdmin(bearer))) throw error;
        if (!this.withdrawn.includes(bearer.arn)) this.withdrawn.push(bearer.arn);
        this.bearers.withdraw(bearer);
      }
    }
  }

  /** Whether a bearer is still an admin: only admins may list private channels. */
  async isAdmin(bearer: Bearer): Promise<boolean> {
    let look = this.looks.get(bearer);
    if (!look) {
      look = new Believed(this.turn.timers, ADMIN_BELIEVED, async () => this.mayListPrivate(bearer));
      this.looks.set(bearer, look);
    }
    return look.get();
  }

  private async mayListPrivate(bearer: Bearer): Promise<boolean> {
    const about = {
      AppInstanceArn: this.appInstanceArn,
      ChimeBearer: bearer.arn,
      Privacy: 'PRIVATE',
    } as const;
    try {
      await this.turn.read(bearer, 'ListChannels', this.appInstanceArn, async (http) =>
        this.messaging.listChannels(about, undefined, http),
      );
      return true;
    } catch (error) {
      if (isForbidden(error)) return false;
      throw error;
    }
  }
}

/** Whether an error may mean that the bearer is not allowed to do this, or does not exist. */
function isForbidden(error: unknown): boolean {
  return isRefused(error) && !isNotFound(error) && !isBadRequest(error);
}

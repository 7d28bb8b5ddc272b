import { setTimeout as sleep } from 'node:timers/promises';

/** What says that something is gone, or that its app instance is. */
const GONE = ['NotFoundException', 'ForbiddenException'];
const TOO_MANY_REQUESTS = 429;
/** The last of the waits in between is about ten seconds. */
const ATTEMPTS = 8;

/** Deletes things one by one, and keeps in mind what could not be deleted. */
export class Removal {
  /** ARNs, each with the reason. */
  public readonly leftOver: string[] = [];

  /** Deletes one thing; a failure does not end the rest. */
  public async remove(arn: string, send: () => Promise<unknown>): Promise<void> {
    try {
      await patiently(send);
    } catch (error) {
      const { name, message } = error as Error;
      if (!GONE.includes(name)) this.leftOver.push(`${arn} (${name}: ${message})`);
    }
  }
}

/** Tries again for as long as there were too many requests. */
async function patiently(send: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await send();
      return;
    } catch (error) {
      const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
      if ($metadata?.httpStatusCode !== TOO_MANY_REQUESTS || attempt === ATTEMPTS) throw error;
      await sleep(100 * 2 ** attempt);
    }
  }
}

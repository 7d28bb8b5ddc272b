import { setTimeout as sleep } from 'node:timers/promises';

/** The errors that mean that a resource, or its app instance, is gone. */
const GONE = ['NotFoundException', 'ForbiddenException'];
const TOO_MANY_REQUESTS = 429;
/** The last wait between attempts is about ten seconds. */
const ATTEMPTS = 8;

/** Deletes resources one by one, and remembers those that could not be deleted. */
export class Removal {
  /** ARNs, each with the reason. */
  public readonly leftOver: string[] = [];

  /** Deletes one resource; a failure does not stop the rest. */
  public async remove(arn: string, send: () => Promise<unknown>): Promise<void> {
    try {
      await patiently(send);
    } catch (error) {
      const { name, message } = error as Error;
      if (!GONE.includes(name)) this.leftOver.push(`${arn} (${name}: ${message})`);
    }
  }
}

/** Retries as long as the call is throttled. */
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

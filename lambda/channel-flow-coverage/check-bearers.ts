import { ListChannelsCommand } from '@aws-sdk/client-chime-sdk-messaging';
import { required } from '../../processor/response';
import { call, inParallel, isRefused, messagingClient, NOT_VISIBLE_YET } from '../chime';
import { Failure, retry, type Run } from '../protocol';

/** How many bearers to check at once. */
const CONCURRENCY = 5;

/**
 * Checks that a coverage can see every channel as each of its bearers: only admins may list private ones.
 *
 * @throws if one of them cannot
 */
export async function checkBearers(
  run: Run,
  AppInstanceArn: string,
  bearers: readonly string[],
): Promise<void> {
  await inParallel(CONCURRENCY, bearers, async (ChimeBearer) => {
    const command = new ListChannelsCommand({
      AppInstanceArn,
      ChimeBearer,
      Privacy: 'PRIVATE',
      MaxResults: 1,
    });
    try {
      await retry(run, [NOT_VISIBLE_YET], async () =>
        call(run, 'ListChannels', AppInstanceArn, async (http) =>
          required(await messagingClient().send(command, http), 'Channels'),
        ),
      );
    } catch (error) {
      if (!isRefused(error)) throw error;
      throw new Failure(
        `${ChimeBearer} may not list the private channels of ${AppInstanceArn}`,
        'make it an admin of the app instance, for example by an AppInstanceAdmin, and pass the bearer of that',
        error,
      );
    }
  });
}

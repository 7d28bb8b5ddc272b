import { listAppInstances } from './operations';
import { isDenied, isRefused, ServiceError } from './service-error';
import { Failure, type Run } from '../protocol';

/** Whether it is proven that an app instance no longer exists. */
export async function isAppInstanceGone(run: Run, arn: string): Promise<boolean> {
  try {
    for await (const appInstance of listAppInstances(run)) {
      if (appInstance === arn) return false;
    }
    return true;
  } catch (error) {
    if (!(error instanceof ServiceError && (isDenied(error) || isRefused(error)))) throw error;
    throw new Failure(
      error.message,
      `allow chime:ListAppInstances in the provider's role, which proves whether ${arn} still exists`,
      error,
    );
  }
}

import { errorFields } from '../../processor/error';
import { isLostResponse } from '../../processor/response';

/** What the AWS SDK threw, in a sentence. It describes a body that it cannot read by advice to programmers. */
export function describeCause(cause: Error): string {
  const { name, message, status = 0 } = errorFields(cause);
  const isCutOff = status > 0 && status < 500 && isLostResponse(cause);
  return isCutOff ? `a response (status ${status}) that is not complete` : `${name}: ${message}`;
}

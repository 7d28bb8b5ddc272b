import { errorFields } from '../../processor/error';
import { isLostResponse } from '../../processor/response';

/** Describes an error of the AWS SDK in a sentence. If the SDK cannot read a body, its message is advice to programmers. */
export function describeCause(cause: Error): string {
  const { name, message, status = 0 } = errorFields(cause);
  const isCutOff = status > 0 && status < 500 && isLostResponse(cause);
  return isCutOff ? `an incomplete response (status ${status})` : `${name}: ${message}`;
}

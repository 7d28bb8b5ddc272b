import { Token } from 'aws-cdk-lib';
import { got, shown, ValidationError, type Where } from './validation-error';

/**
 * The service's pattern for names. Its model writes the astral range as `\u10000-\u10FFFF`, which JavaScript would read
 * as `\u1000` followed by a zero. The `u` flag gives it the intended meaning.
 */
const NAME_PATTERN = /^[\t\n\r\u{20}-\u{7E}\u{85}\u{A0}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;
const MAXIMUM_LENGTH = 256;

/**
 * Checks the name of a flow or processor.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/APIReference/API_messaging-chime_CreateChannelFlow.html
 */
export function validateName(where: Where, property: string, name: string | undefined): void {
  if (name === undefined || Token.isUnresolved(name)) return;
  const length = [...name].length; // code points, as the service counts
  if (length < 1 || length > MAXIMUM_LENGTH) {
    throw new ValidationError(
      `'${property}' must have 1 to ${MAXIMUM_LENGTH} characters, got ${length} in ${shown(name)}`,
      where,
    );
  }
  if (!NAME_PATTERN.test(name)) {
    throw new ValidationError(
      `'${property}' must not have control characters (other than tab and line breaks) or unpaired surrogates, ${got(name)}`,
      where,
    );
  }
}

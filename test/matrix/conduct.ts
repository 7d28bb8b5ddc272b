import type { CloudFormation } from './cloudformation';

const LONGEST_RESPONSE = 4_096;
/** How long the last call may take to end or to be undone after a response at the deadline, in milliseconds. */
const LONGEST_END = 30_000;
const SECRETS = ['SECRET', 'responses.invalid', 'X-Amz-Signature', '/responses/'];

/** The problems with a provider's responses to the events of a resource, whatever its effects. */
export function misconduct({ deliveries, unanswered }: CloudFormation): string[] {
  const timeouts = Array<string>(unanswered).fill('no response within the service timeout');
  const responses = deliveries.flatMap(({ invocation, latest }) => {
    const problems: string[] = [];
    const { bodies, log, wasKilled, respondedAt, endedAt } = invocation;
    if (bodies.length !== 1 && !wasKilled) problems.push(`${bodies.length} responses to one event`);
    const isTooLong = bodies.some((body) => Buffer.byteLength(body) > LONGEST_RESPONSE);
    if (isTooLong) problems.push('a response is too long');
    const isOfSdk = bodies.some((body) => /deserialization|hidden field/i.test(body));
    if (isOfSdk) problems.push('a response is in the words of the SDK');
    if (SECRETS.some((secret) => log.join().includes(secret))) problems.push('a secret is in the log');
    const late = ((respondedAt ?? 0) - latest) / 1000;
    if (late > 0) problems.push(`a response is ${late} s too late`);
    const isAtWork = endedAt !== undefined && endedAt - (respondedAt ?? endedAt) > LONGEST_END;
    if (isAtWork) problems.push('a function works on after its response');
    return problems;
  });
  return [...timeouts, ...responses];
}

import {
  isConflict,
  isDenied,
  isRefused,
  isThrottled,
  isUnanswered,
  ServiceError,
} from '../../../lambda/chime';
import { explain, Failure } from '../../../lambda/protocol';

function serviceError(name: string, httpStatusCode?: number): ServiceError {
  const cause = Object.assign(new Error('told'), { name, $metadata: { httpStatusCode, requestId: 'r1' } });
  return new ServiceError('CreateChannelFlow', '"f"', cause);
}

test.each([
  ['throttled', serviceError('ThrottledClientException', 429)],
  ['throttled', serviceError('ThrottlingException', 400)],
  ['throttled', serviceError('Whatever', 429)],
  ['unanswered', serviceError('ServiceFailureException', 500)],
  ['unanswered', serviceError('TimeoutError')],
  ['unanswered', new ServiceError('CreateChannelFlow', '"f"', new Error('told: read ECONNRESET'))],
  ['denied', serviceError('AccessDeniedException', 403)],
  ['denied', serviceError('AccessDenied', 403)],
  ['conflict', serviceError('ConflictException', 409)],
  ['refused', serviceError('ForbiddenException', 403)],
  ['refused', serviceError('NotFoundException', 404)],
  ['refused', serviceError('UnprocessableEntityException', 422)],
  ['unanswered', serviceError('SyntaxError', 200)],
  ['unanswered', serviceError('HollowResponseError', 200)],
  ['other', serviceError('Error')],
  ['other', new TypeError('bug')],
])('exactly one kind applies: %s %s', (kind, error) => {
  const kinds = { throttled: isThrottled, unanswered: isUnanswered, denied: isDenied, conflict: isConflict };
  const found = Object.entries({ ...kinds, refused: isRefused }).filter(([, is]) => is(error));
  expect(found.map(([name]) => name)).toEqual(kind === 'other' ? [] : [kind]);
});

test.each([
  [serviceError('AccessDeniedException', 403), 'allow chime:CreateChannelFlow in the provider'],
  [serviceError('ThrottledClientException', 429), 'try again when'],
  [
    serviceError('ServiceFailureException', 500),
    'try again; if it keeps failing, see the AWS Health Dashboard',
  ],
  [serviceError('ResourceLimitExceededException', 400), 'remove unused ones or ask AWS for a higher quota'],
  [serviceError('ConflictException', 409), 'wait until other changes are done'],
  [serviceError('BadRequestException', 400), 'correct the properties'],
  [serviceError('ForbiddenException', 403), 'check that the resource exists'],
  [new TypeError('told'), "see the provider's log"],
  [new Failure('told', 'do that'), 'do that'],
])('tells what happened and what to do: %#', (error, advice) => {
  expect(explain(error)).toMatch(/told/);
  expect(explain(error)).toContain(`; ${advice}`);
});

test('says operation, resource, error name and request id', () => {
  expect(serviceError('ConflictException', 409).message).toBe(
    'CreateChannelFlow of "f" failed with ConflictException: told (request id r1)',
  );
});

test('a call without a response has no request id to say', () => {
  const error = new ServiceError('CreateChannelFlow', '"f"', new Error('socket hang up'));
  expect(error.message).toBe('CreateChannelFlow of "f" failed with Error: socket hang up');
});

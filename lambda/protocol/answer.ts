import type { Request } from './request';

/** The response that CloudFormation gets to one request. */
export type Answer =
  | { readonly Status: 'SUCCESS'; readonly PhysicalResourceId: string; readonly Data?: object }
  | { readonly Status: 'FAILED'; readonly PhysicalResourceId: string; readonly Reason: string };

/** CloudFormation refuses a longer response. */
export const MAX_ANSWER_BYTES = 4096;

/** The most bytes that JSON needs for one character, as in `\u0007`. */
const MAX_CHARACTER_BYTES = 6;

/** The body of a response. A reason that is too long is cut at the end, but never within a character. */
export function answerBody(request: Request, answer: Answer): string {
  const body = (fields: Answer) =>
    JSON.stringify({
      ...fields,
      StackId: request.StackId,
      RequestId: request.RequestId,
      LogicalResourceId: request.LogicalResourceId,
    });
  let text = body(answer);
  if (answer.Status === 'SUCCESS') return text;

  const characters = [...answer.Reason];
  const excess = () => Buffer.byteLength(text) - MAX_ANSWER_BYTES;
  while (excess() > 0 && characters.splice(-Math.ceil(excess() / MAX_CHARACTER_BYTES)).length > 0) {
    text = body({ ...answer, Reason: `${characters.join('')}…` });
  }
  return text;
}

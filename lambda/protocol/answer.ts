import type { Request } from './request';

/** What CloudFormation is told about one request. */
export type Answer =
  | { readonly Status: 'SUCCESS'; readonly PhysicalResourceId: string; readonly Data?: object }
  | { readonly Status: 'FAILED'; readonly PhysicalResourceId: string; readonly Reason: string };

/** CloudFormation refuses a longer answer. */
export const MAX_ANSWER_BYTES = 4096;

/** The body of an answer; a reason that is too long loses its end, never half a character. */
export function answerBody(request: Request, answer: Answer): string {
  const body = (fields: Answer) =>
    JSON.stringify({
      ...fields,
      StackId: request.StackId,
      RequestId: request.RequestId,
      LogicalResourceId: request.LogicalResourceId,
    });
  if (answer.Status === 'SUCCESS' || fits(body(answer))) return body(answer);

  const characters = [...answer.Reason];
  const shortened = (length: number) =>
    body({ ...answer, Reason: characters.slice(0, length).join('') + '…' });
  let [fitting, tooLong] = [0, characters.length];
  while (tooLong - fitting > 1) {
    const middle = Math.floor((fitting + tooLong) / 2);
    if (fits(shortened(middle))) fitting = middle;
    else tooLong = middle;
  }
  return shortened(fitting);
}

function fits(body: string): boolean {
  return Buffer.byteLength(body) <= MAX_ANSWER_BYTES;
}

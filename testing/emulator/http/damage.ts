/** The effects of faults on the response to a call that was executed. */
import type { ServerResponse } from 'node:http';
import type { HttpAnswer } from '../../http';
import type { RequestRecord } from '../events';
import type { Strike } from '../faults';

/** Writes a response on its own. */
export type TakeOver = (response: ServerResponse) => void;

/** A response after the faults of its call; `undefined` if none is sent. An error response can only be lost. */
export function damaged(answer: HttpAnswer, strike: Strike | undefined): HttpAnswer | TakeOver | undefined {
  if (!strike) return answer;
  if (strike.loseResponse) return undefined;
  if (isError(answer)) return answer;
  if (strike.cutOff) return answer.body === undefined ? undefined : (response) => cutOff(response, answer);
  return strike.hollow && answer.body !== undefined ? { ...answer, body: '{}' } : answer;
}

/** How the record of a request describes that. */
export function damageOf(
  strike: Strike | undefined,
  answer: Pick<HttpAnswer, 'statusCode'>,
): Pick<RequestRecord, 'responseLost' | 'responseCutOff' | 'responseHollow'> {
  if (strike?.loseResponse) return { responseLost: true };
  if (!strike || isError(answer)) return {};
  if (strike.cutOff) return { responseCutOff: true };
  return strike.hollow ? { responseHollow: true } : {};
}

function isError({ statusCode }: Pick<HttpAnswer, 'statusCode'>): boolean {
  return statusCode >= 300;
}

/** The connection ends after half of the body. */
function cutOff(response: ServerResponse, { statusCode, headers, body }: HttpAnswer): void {
  const bytes = Buffer.from(body!);
  response.writeHead(statusCode, { ...headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, bytes.length / 2), () => response.socket?.destroySoon());
}

import type { HttpAnswer } from '../http';

/** An invalid request. Its message becomes the response. */
export class ControlError extends Error {
  public constructor(
    public readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}

/** What an input is refused for is the caller's to mend. */
export async function valid<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new ControlError(400, (error as Error).message);
  }
}

export function json(statusCode: number, body: object): HttpAnswer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}

/** In plain words, why something was not done. */
export function problem(statusCode: number, message: string): HttpAnswer {
  return json(statusCode, { message });
}

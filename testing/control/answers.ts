import type { HttpAnswer } from '../http';

/** An invalid request. Its message goes into the response. */
export class ControlError extends Error {
  public constructor(
    public readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}

/** Reports invalid input as the caller's error. */
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

/** A response that says in plain words why something was not done. */
export function problem(statusCode: number, message: string): HttpAnswer {
  return json(statusCode, { message });
}

import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Run } from './run';

const ATTEMPT_TIMEOUT = 5_000;
const FIRST_DELAY = 100;
const LONGEST_DELAY = 2_000;
/** With less time than this, another attempt is pointless. */
const LEAST_TIME = 300;

/**
 * Sends the response to its URL. If that fails, tries again while the function lives.
 *
 * @returns whether the response was accepted
 */
export async function putAnswer(run: Run, body: string): Promise<boolean> {
  for (let limit = FIRST_DELAY; ; limit = Math.min(2 * limit, LONGEST_DELAY)) {
    const status = await put(
      new URL(run.request.ResponseURL),
      body,
      Math.min(ATTEMPT_TIMEOUT, run.lifetime()),
    );
    if (status >= 200 && status < 300) return true;
    const final = status >= 300 && status < 500 && status !== 429;
    if (final || run.lifetime() < LEAST_TIME) return false;
    await run.timers.sleep(Math.random() * Math.min(limit, run.lifetime()));
  }
}

/** The status of the response to one attempt, or 0 if there was none. */
async function put(url: URL, body: string, timeout: number): Promise<number> {
  const request = url.protocol === 'http:' ? httpRequest : httpsRequest;
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const attempt = request(url, { method: 'PUT', headers, timeout }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    attempt.on('timeout', () => attempt.destroy());
    attempt.on('error', () => resolve(0));
    attempt.on('close', () => resolve(0));
    attempt.end(body);
  });
}

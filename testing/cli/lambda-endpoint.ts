import { signed } from './sign';

/**
 * Invokes a function asynchronously through the Lambda API: of another emulator, or of AWS.
 *
 * Calls are signed with the credentials of the environment; where there are none, with made-up ones, which other
 * emulators take as well.
 *
 * @throws if the endpoint does not take the event
 */
export async function invokeAt(
  endpoint: URL,
  functionArn: string,
  event: object,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const base = endpoint.href.replace(/\/$/, '');
  const url = new URL(`${base}/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`);
  const body = JSON.stringify(event);
  const { host: _, ...headers } = signed({
    url,
    headers: { 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' },
    body,
    region: functionArn.split(':')[3]!,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? 'emulator',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? 'emulator',
      sessionToken: environment.AWS_SESSION_TOKEN,
    },
    now: new Date(),
  });
  const answer = await fetch(url, { method: 'POST', headers, body }).catch((error: Error) => {
    throw new Error(
      `${endpoint.origin} cannot be reached: ${String((error.cause as Error | undefined)?.message)}`,
    );
  });
  const text = await answer.text();
  if (answer.status !== 202) {
    throw new Error(`${endpoint.origin} answered ${answer.status}: ${messageIn(text)}`);
  }
}

/** What an error of the Lambda API says. */
function messageIn(text: string): string {
  try {
    const { Message, message } = JSON.parse(text) as { Message?: string; message?: string };
    return Message ?? message ?? text;
  } catch {
    return text;
  }
}

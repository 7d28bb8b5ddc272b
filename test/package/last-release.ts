/** What npm says of the last release. */
import { tryCommand } from '../harness/run-command';

const PACKAGE = 'cdk-chime-sdk-messaging';

/** What is published by hand, so that the package is there for a trusted publisher to be configured. */
const PLACEHOLDER = '0.0.0';

export interface LastRelease {
  /** None, as long as nothing is released. */
  readonly version?: string;
  /** Why nobody knows whether there is one. */
  readonly unknown?: string;
}

export async function lastRelease(): Promise<LastRelease> {
  const { stdout } = await tryCommand('npm', ['view', PACKAGE, 'version', '--json', '--fetch-retries=1']);
  return readLastRelease(stdout);
}

/** Reads what `npm view` prints: the version, or its error. */
export function readLastRelease(json: string): LastRelease {
  if (json.trim() === '') return { unknown: 'npm says nothing' };
  const answer = JSON.parse(json) as string | { error: { code?: string; summary?: string } };
  if (typeof answer === 'string') return answer === PLACEHOLDER ? {} : { version: answer };
  const { code, summary } = answer.error;
  return code === 'E404' ? {} : { unknown: `npm says ${code ?? summary ?? 'nothing'}` };
}

/** npm's information about the last release. */
import { tryCommand } from '../harness/run-command';

const PACKAGE = 'cdk-chime-sdk-messaging';

/** The version that is published manually, so that a trusted publisher can be configured for the package. */
const PLACEHOLDER = '0.0.0';

export interface LastRelease {
  /** `undefined` if there is no release yet. */
  readonly version?: string;
  /** Why it is unknown whether there is a release. */
  readonly unknown?: string;
}

export async function lastRelease(): Promise<LastRelease> {
  const { stdout } = await tryCommand('npm', ['view', PACKAGE, 'version', '--json', '--fetch-retries=1']);
  return readLastRelease(stdout);
}

/** Reads the output of `npm view`: the version, or its error. */
export function readLastRelease(json: string): LastRelease {
  if (json.trim() === '') return { unknown: 'npm says nothing' };
  const answer = JSON.parse(json) as string | { error: { code?: string; summary?: string } };
  if (typeof answer === 'string') return answer === PLACEHOLDER ? {} : { version: answer };
  const { code, summary } = answer.error;
  return code === 'E404' ? {} : { unknown: `npm says ${code ?? summary ?? 'nothing'}` };
}

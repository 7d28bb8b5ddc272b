import { mkdirSync } from 'node:fs';
import { goProxy } from './go-proxy';
import type { Checklist } from '../harness/checklist';
import { REPOSITORY } from '../harness/folders';
import { hasCommand } from '../harness/run-command';
import { wheel } from '../languages/wheel';

/** What stands in for what is published: files in place of names, and variables that lead tools to files. */
export interface Published {
  readonly environment: NodeJS.ProcessEnv;
  /** The files to install, by the program that installs them. */
  readonly files: Readonly<Record<string, string>>;
}

const ADDRESS = 'https://github.com/cdk-chime-sdk-messaging/cdk-chime-sdk-messaging';

/** npx asks nobody, npm finds what it has downloaded before, pip compiles nothing ahead, and git clones what is committed here. */
const ENVIRONMENT = {
  ...process.env,
  CI: 'true',
  npm_config_yes: 'true',
  npm_config_prefer_offline: 'true',
  PIP_COMPILE: '0',
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: `url.${REPOSITORY}.insteadOf`,
  GIT_CONFIG_VALUE_0: ADDRESS,
};

/** What a page needs beside the tarball. */
export async function publish(
  list: Checklist,
  page: string,
  { tarball, folder }: { tarball: string; folder: string },
): Promise<Published> {
  mkdirSync(folder);
  const files = { npm: tarball };
  if (page.endsWith('python.md')) {
    const pip = await list.require('the wheel is built', wheel);
    return { environment: ENVIRONMENT, files: { ...files, pip } };
  }
  if (page.endsWith('go.md') && hasCommand('go', 'version')) {
    const variables = await list.require('the Go module is served', () => goProxy(folder));
    return { environment: { ...ENVIRONMENT, ...variables }, files };
  }
  return { environment: ENVIRONMENT, files };
}

/** Commands that install the files in place of the package. */
export function installing({ files }: Published, commands: string): string {
  return Object.entries(files).reduce(
    (text, [program, file]) =>
      text.replace(new RegExp(`^(${program} install .*?)\\bcdk-chime-sdk-messaging\\b`, 'gm'), `$1${file}`),
    commands,
  );
}

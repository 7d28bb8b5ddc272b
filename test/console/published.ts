import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { goProxy } from './go-proxy';
import { mavenRepository } from './maven-repository';
import { canRun } from './plan';
import type { Checklist } from '../harness/checklist';
import { REPOSITORY } from '../harness/folders';
import { pacmak } from '../languages/pacmak';
import { wheel } from '../languages/wheel';

/** Substitutes for published packages: files instead of names, and variables that lead tools to files. */
export interface Published {
  readonly environment: NodeJS.ProcessEnv;
  /** The files to install, by the program that installs them. */
  readonly files: Readonly<Record<string, string>>;
}

const ADDRESS = 'https://github.com/cdk-chime-sdk-messaging/cdk-chime-sdk-messaging';

/** npx asks no questions, npm uses its cache, pip compiles nothing ahead of time, and git clones the local commit. */
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

/** Leads the tools of a language to the package. */
const SERVERS: Readonly<Record<string, (folder: string) => Promise<NodeJS.ProcessEnv>>> = {
  'go.md': goProxy,
  'java.md': mavenRepository,
  'csharp.md': nugetSource,
};

/** Everything a page needs in addition to the tarball. */
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
  const serve = SERVERS[basename(page)];
  if (serve === undefined || !canRun(page)) return { environment: ENVIRONMENT, files };
  const variables = await list.require('the package is where the tools look for it', () => serve(folder));
  return { environment: { ...ENVIRONMENT, ...variables }, files };
}

/** Builds the package for .NET. NuGet searches for sources in the folders above an app. */
async function nugetSource(folder: string): Promise<NodeJS.ProcessEnv> {
  await pacmak('dotnet', folder);
  const source = `<add key="built" value="${join(folder, 'dotnet')}" />`;
  const settings = `<configuration><packageSources>${source}</packageSources></configuration>`;
  writeFileSync(join(dirname(folder), 'nuget.config'), settings);
  return { NUGET_PACKAGES: join(folder, 'packages') }; // not the packages that NuGet has cached from an earlier build
}

/** Commands that install the files instead of the package. */
export function installing({ files }: Published, commands: string): string {
  return Object.entries(files).reduce(
    (text, [program, file]) =>
      text.replace(new RegExp(`^(${program} install .*?)\\bcdk-chime-sdk-messaging\\b`, 'gm'), `$1${file}`),
    commands,
  );
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { goProxy } from './go-proxy';
import { mavenRepository } from './maven-repository';
import { canRun } from './plan';
import type { Checklist } from '../harness/checklist';
import { REPOSITORY } from '../harness/folders';
import { pacmak } from '../languages/pacmak';
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

/** What leads the tools of a language to the package. */
const SERVERS: Readonly<Record<string, (folder: string) => Promise<NodeJS.ProcessEnv>>> = {
  'go.md': goProxy,
  'java.md': mavenRepository,
  'csharp.md': nugetSource,
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
  const serve = SERVERS[basename(page)];
  if (serve === undefined || !canRun(page)) return { environment: ENVIRONMENT, files };
  const variables = await list.require('the package is where the tools look for it', () => serve(folder));
  return { environment: { ...ENVIRONMENT, ...variables }, files };
}

/** Builds the package for .NET. NuGet looks for sources in the folders above an app. */
async function nugetSource(folder: string): Promise<NodeJS.ProcessEnv> {
  await pacmak('dotnet', folder);
  const source = `<add key="built" value="${join(folder, 'dotnet')}" />`;
  const settings = `<configuration><packageSources>${source}</packageSources></configuration>`;
  writeFileSync(join(dirname(folder), 'nuget.config'), settings);
  return { NUGET_PACKAGES: join(folder, 'packages') }; // not what NuGet has kept of an earlier build
}

/** Commands that install the files in place of the package. */
export function installing({ files }: Published, commands: string): string {
  return Object.entries(files).reduce(
    (text, [program, file]) =>
      text.replace(new RegExp(`^(${program} install .*?)\\bcdk-chime-sdk-messaging\\b`, 'gm'), `$1${file}`),
    commands,
  );
}

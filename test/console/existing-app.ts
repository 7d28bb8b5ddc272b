import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withExtensions, type Modules } from './modules';
import { runCommand } from '../harness/run-command';

/** The part of a reader's app that no page describes. */
const ENTRY = `import { App } from 'aws-cdk-lib';
import { ChatStack } from '../lib/chat-stack';

new ChatStack(new App(), 'ChatStack');
`;

/** Creates an app with nothing installed, and returns its folder. */
export async function existingApp(folder: string): Promise<string> {
  mkdirSync(folder);
  await runCommand('npm', ['init', '--yes'], { cwd: folder });
  mkdirSync(join(folder, 'bin'));
  setModules(folder, 'commonjs');
  return folder;
}

/** Makes the app a CommonJS or an ES module project. */
export function setModules(folder: string, modules: Modules): void {
  const settings = join(folder, 'package.json');
  const former = JSON.parse(readFileSync(settings, 'utf8')) as object;
  writeFileSync(settings, JSON.stringify({ ...former, type: modules }, undefined, 2));
  writeFileSync(join(folder, 'bin', 'chat.ts'), modules === 'module' ? withExtensions(ENTRY) : ENTRY);
}

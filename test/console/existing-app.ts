import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../harness/run-command';

/** Of a reader's app: what no page tells to write. */
const ENTRY = `import { App } from 'aws-cdk-lib';
import { ChatStack } from '../lib/chat-stack';

new ChatStack(new App(), 'ChatStack');
`;

/** Makes an app in which nothing is installed, and returns its folder. */
export async function existingApp(folder: string): Promise<string> {
  mkdirSync(folder);
  await runCommand('npm', ['init', '--yes'], { cwd: folder });
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'chat.ts'), ENTRY);
  return folder;
}

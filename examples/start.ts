/**
 * `npm run example -- NAME`: starts an example on this machine, without an AWS account. An app is deployed to the emulator, with
 * the inspector.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const TSX = 'npx tsx --tsconfig examples/tsconfig.json';
const EMULATOR = 'npx --no -- chime-messaging-emulator';

/** The commands of examples that are not a single app. Commands of one example run side by side. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'browser-chat': [
    `${EMULATOR} --port 8443 --tls --allow-origin http://localhost:8080 --seed examples/browser-chat/seed.json --function moderate=examples/browser-chat/moderator.mjs --inspect`,
    `${TSX} examples/browser-chat/main.ts`,
  ],
  demo: [`${TSX} examples/demo/main.ts`],
  'existing-channel': [
    `${onEmulator('examples/existing-channel/app.ts')} --seed examples/existing-channel/seed.json`, // the existing channel
  ],
  'pytest-chat': [
    `CDK_OUTDIR=cdk.out ${TSX} examples/pytest-chat/app.ts && python3 -m pytest examples/pytest-chat`,
  ],
};

/** The commands that start an example; none if there is no such example. */
export function commandsOf(name: string): readonly string[] {
  const app = `examples/${name}/app.ts`;
  const isApp = existsSync(join(__dirname, name, 'app.ts'));
  return COMMANDS[name] ?? (isApp ? [onEmulator(app)] : []);
}

function onEmulator(app: string): string {
  return `${EMULATOR} --app "${TSX} ${app}" --watch --inspect`;
}

async function start(command: string): Promise<number> {
  const child = spawn(command, { shell: true, stdio: 'inherit' });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}

if (require.main === module) {
  const name = process.argv[2] ?? '';
  const commands = commandsOf(name);
  if (commands.length === 0) {
    console.error(`there is no example '${name}': examples/README.md lists them`);
    process.exitCode = 1;
  }
  void Promise.all(commands.map(start)).then((codes) => (process.exitCode ||= Math.max(0, ...codes)));
}

import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AWS_CDK_FLOOR } from './floor';
import { pacmak } from './pacmak';
import { checkTemplate } from './template';
import type { Checklist } from '../harness/checklist';
import { hasCommand, runCommand, tryCommand } from '../harness/run-command';

const MODULE = 'github.com/cdk-chime-sdk-messaging/cdk-chime-sdk-messaging-go/cdkchimesdkmessaging';

/** Generates the module, and synthesizes a stack with it. */
export async function go(list: Checklist, folder: string): Promise<void> {
  if (!hasCommand('go', 'version')) return list.skip('the Go binding', 'there is no go');

  const outdir = join(folder, 'dist');
  const generated = join(outdir, 'go', 'cdkchimesdkmessaging');
  await list.require('the Go sources are generated', () => pacmak('go', outdir, true));
  await list.check('the Go sources parse', async () => {
    await runCommand('gofmt', ['-e', '-l', generated]);
  });

  const awsCdk = `github.com/aws/aws-cdk-go/awscdk/v2@v${AWS_CDK_FLOOR}`;
  const found = await tryCommand('go', ['list', '-m', awsCdk], { cwd: folder });
  if (found.exitCode !== 0) {
    return list.skip('compiling and running Go', `the module proxy has no ${awsCdk}`);
  }

  await list.check('a Go program defines a channel flow', async () => {
    const project = join(folder, 'project');
    cpSync(join(__dirname, 'programs', 'go'), project, { recursive: true });
    writeFileSync(join(project, 'go.mod'), 'module example.com/chat\n\ngo 1.25\n');
    const env = { ...process.env, GOFLAGS: '-mod=mod' };
    await runCommand('go', ['mod', 'edit', `-require=${MODULE}@v0.0.0`, `-replace=${MODULE}=${generated}`], {
      cwd: project,
      env,
    });
    const { stdout } = await runCommand('go', ['run', '.'], { cwd: project, env, minutes: 15 });
    checkTemplate(stdout);
  });
}

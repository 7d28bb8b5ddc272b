import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AWS_CDK_FLOOR } from './floor';
import { pacmak } from './pacmak';
import { checkTemplate } from './template';
import type { Checklist } from '../harness/checklist';
import { hasCommand, runCommand, tryCommand } from '../harness/run-command';

const DEPENDENCY_GET = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get';
const EXEC_JAVA = 'org.codehaus.mojo:exec-maven-plugin:3.5.0:java';

/** Builds the jar, and synthesizes a stack with it. */
export async function java(list: Checklist, folder: string): Promise<void> {
  for (const tool of ['mvn', 'javac']) {
    if (!hasCommand(tool)) return list.skip('the Java binding', `there is no ${tool}`);
  }
  const awsCdk = `software.amazon.awscdk:aws-cdk-lib:${AWS_CDK_FLOOR}`;
  const found = await tryCommand(
    'mvn',
    ['--batch-mode', '--quiet', DEPENDENCY_GET, `-Dartifact=${awsCdk}:pom`, '-Dtransitive=false'],
    { cwd: folder },
  );
  if (found.exitCode !== 0) {
    await list.check('the Java sources are generated', () => pacmak('java', join(folder, 'code'), true));
    return list.skip('compiling and running Java', `Maven cannot get ${awsCdk}`);
  }

  const outdir = join(folder, 'dist');
  await list.require('the jar is built', () => pacmak('java', outdir));
  await list.check('a Java program defines a channel flow', async () => {
    const project = join(folder, 'project');
    cpSync(join(__dirname, 'programs', 'java'), project, { recursive: true });
    const builtRepository = pathToFileURL(join(outdir, 'java')).href;
    const { stdout } = await runCommand(
      'mvn',
      [
        '--batch-mode',
        '--quiet',
        `-DbuiltRepository=${builtRepository}`,
        'compile',
        EXEC_JAVA,
        '-Dexec.mainClass=Main',
      ],
      { cwd: project, minutes: 10 },
    );
    checkTemplate(stdout);
  });
}

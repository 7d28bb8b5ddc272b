import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheFolder } from './cache';
import { writeExamples } from './examples';
import { AWS_CDK_FLOOR } from './floor';
import { JAVA } from './java-examples';
import { checkErrors, checkTemplates, environmentOf, type Templates } from './outcome';
import { pacmak } from './pacmak';
import { writeFiles } from './page';
import type { Checklist } from '../harness/checklist';
import { inTemporaryFolder, REPOSITORY } from '../harness/folders';
import { hasCommand, runCommand, tryCommand } from '../harness/run-command';

const COPY_DEPENDENCIES = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';

/** The library that programs are compiled against. */
export interface Library {
  readonly jars: string;
  /** The sources of aws-cdk-lib; `undefined` if it is among the jars. */
  readonly sources: string | undefined;
}

/** Generates the sources, and synthesizes the stacks with them. */
export async function java(list: Checklist, folder: string, templates: Templates): Promise<void> {
  for (const tool of ['mvn', 'javac']) {
    if (!hasCommand(tool)) return list.skip('the Java binding', `there is no ${tool}`);
  }
  const outdir = join(folder, 'dist');
  const translated = join(folder, 'examples');
  const examples = await writeExamples(translated, JAVA); // first, because the sources contain the docstrings' examples
  await list.require('the Java sources are generated', () => pacmak('java', outdir, true));
  const library = await list.require(`aws-cdk-lib ${AWS_CDK_FLOOR} is there for Java`, awsCdkLib);

  const sources = [join(outdir, 'java'), ...(library.sources ? [library.sources] : [])];
  const part = (name: string) => sources.map((root) => join(root, 'src', 'main', name));
  const jars = join(library.jars, '*');
  const classes = join(folder, 'classes');
  const page = writeFiles('docs/getting-started/java.md', join(folder, 'page'));
  const what = `a program that uses them, the files of the page for beginners, and the ${examples.length} examples`;
  await list.require(`${what} compile`, async () => {
    const sourcePath = part('java').join(delimiter);
    // Warnings about the sources of aws-cdk-lib are not this project's concern.
    const args = ['-nowarn', '-proc:none', '-encoding', 'UTF-8', '-d', classes, '-sourcepath', sourcePath];
    const program = join(__dirname, 'programs', 'java', 'Main.java');
    const programs = [program, ...page, ...examples.map((name) => join(translated, name))];
    await runCommand('javac', ['-J-Xmx2g', ...args, '-classpath', jars, ...programs], { minutes: 10 });
  });
  await list.check('a Java program defines the same stacks as TypeScript', async () => {
    const classPath = [classes, ...part('resources'), jars].join(delimiter);
    const { stdout } = await runCommand('java', ['-classpath', classPath, 'Main'], {
      cwd: folder,
      env: environmentOf(folder),
      minutes: 10,
    });
    checkTemplates(folder, templates);
    checkErrors(stdout);
  });
}

/** From Maven or, if Maven's versions end below the floor, as sources that are generated from the npm package. */
export async function awsCdkLib(): Promise<Library> {
  const cache = cacheFolder(join('java', AWS_CDK_FLOOR));
  const pom = join(__dirname, 'programs', 'java', 'pom.xml');
  const jars = join(
    cache,
    `jars-${createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 8)}`,
  );
  const sources = join(cache, 'sources', 'java');
  if (!existsSync(jars)) {
    await inTemporaryFolder('jars', async (folder) => {
      cpSync(pom, join(folder, 'pom.xml'));
      const copy = ['--batch-mode', '--quiet', `-DawsCdkFloor=${AWS_CDK_FLOOR}`, COPY_DEPENDENCIES];
      const found = await tryCommand('mvn', [...copy, '-Paws-cdk-lib'], { cwd: folder, minutes: 10 });
      if (found.exitCode !== 0) await runCommand('mvn', copy, { cwd: folder, minutes: 10 });
      cpSync(join(folder, 'target', 'dependency'), `${jars}.new`, { recursive: true });
    });
    renameSync(`${jars}.new`, jars); // complete, or not at all
  }
  if (readdirSync(jars).some((jar) => jar.startsWith('aws-cdk-lib-'))) return { jars, sources: undefined };
  if (!existsSync(sources)) {
    await pacmak('java', join(cache, 'sources.new'), true, join(REPOSITORY, 'node_modules', 'aws-cdk-lib'));
    renameSync(join(cache, 'sources.new'), join(cache, 'sources'));
  }
  return { jars, sources };
}

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from '../harness/run-command';
import { cacheFolder } from '../languages/cache';
import { AWS_CDK_FLOOR } from '../languages/floor';
import { awsCdkLib, type Library } from '../languages/java';
import { pacmak } from '../languages/pacmak';
import { writeFiles } from '../languages/page';

const PAGE = 'docs/getting-started/java.md';

/** An artifact, and the classes that belong to it. */
interface Artifact {
  readonly group: string;
  readonly name: string;
  readonly version: string;
  /** The folder with the sources and the pom.xml that jsii generated. */
  readonly generated: string;
  readonly classes: string;
}

/** The version of the library until its first release. */
const VERSION = '0.0.0';
/** For a version of aws-cdk-lib that Maven does not have: this one satisfies any app. */
const NEWEST = '2.999.0';

/**
 * Creates a local repository with the library, and returns the variables that lead Maven to it. If the newest
 * aws-cdk-lib on Maven is below the floor, the repository has that too: the classes that the page and the library use.
 * Maven's downloads are kept.
 */
export async function mavenRepository(folder: string): Promise<NodeJS.ProcessEnv> {
  await pacmak('java', folder, true);
  const library = await awsCdkLib();
  const own: Artifact = {
    group: 'io.github.cdk-chime-sdk-messaging',
    name: 'cdk-chime-sdk-messaging',
    version: VERSION,
    generated: join(folder, 'java'),
    classes: 'io',
  };
  const cdk = library.sources && {
    group: 'software.amazon.awscdk',
    name: 'aws-cdk-lib',
    version: NEWEST,
    generated: library.sources,
    classes: join('software', 'amazon', 'awscdk'),
  };
  const artifacts: Artifact[] = cdk ? [own, cdk] : [own];
  const classes = join(folder, 'classes');
  await compile(folder, classes, artifacts, library);
  const repository = cacheFolder(join('java', AWS_CDK_FLOOR, 'repository'));
  for (const artifact of artifacts) await install(repository, artifact, classes, library);
  return { MAVEN_OPTS: `${process.env.MAVEN_OPTS ?? ''} -Dmaven.repo.local=${repository}`.trim() };
}

/** Compiles the library, and the parts of aws-cdk-lib that the library and an app like the page's use. */
async function compile(
  folder: string,
  classes: string,
  artifacts: readonly Artifact[],
  { jars }: Library,
): Promise<void> {
  const roots = artifacts.map(({ generated }) => join(generated, 'src', 'main', 'java'));
  const used = join(folder, 'Used.java');
  writeFileSync(used, 'class Used { software.amazon.awscdk.App app; }\n'); // by the code that `cdk init` writes
  const files = [used, ...javaIn(roots[0]!), ...writeFiles(PAGE, join(folder, 'page'))];
  const list = join(folder, 'sources.txt');
  writeFileSync(list, files.join('\n'));
  const options = ['-J-Xmx2g', '-nowarn', '-proc:none', '-encoding', 'UTF-8', '-d', classes];
  const paths = ['-sourcepath', roots.join(delimiter), '-classpath', join(jars, '*')];
  await runCommand('javac', [...options, ...paths, `@${list}`], { minutes: 10 });
}

function javaIn(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.java'))
    .map((name) => join(root, name));
}

/** Installs an artifact, and declares that no other version of it exists here. */
async function install(
  repository: string,
  artifact: Artifact,
  classes: string,
  { jars }: Library,
): Promise<void> {
  const { group, name, version, generated } = artifact;
  const folder = join(repository, ...group.split('.'), name);
  rmSync(folder, { recursive: true, force: true });
  const file = join(folder, version, `${name}-${version}`);
  mkdirSync(join(folder, version), { recursive: true });
  const pom = readFileSync(join(generated, 'pom.xml'), 'utf8');
  const released = pom.replace(/<version>.*?<\/version>/, `<version>${version}</version>`);
  writeFileSync(`${file}.pom`, withVersions(released, jars));
  const resources = join(generated, 'src', 'main', 'resources');
  const parts = ['-C', classes, artifact.classes, '-C', resources, '.'];
  await runCommand('jar', ['--create', '--no-compress', '--file', `${file}.jar`, ...parts]);
  const versions = `<versioning><release>${version}</release><versions><version>${version}</version></versions></versioning>`;
  const metadata = `<metadata><groupId>${group}</groupId><artifactId>${name}</artifactId>${versions}</metadata>`;
  writeFileSync(join(folder, 'maven-metadata-local.xml'), metadata);
}

/**
 * A pom.xml with the available versions: Maven may not have those that aws-cdk-lib asks for, and resolving a range
 * takes minutes.
 */
function withVersions(pom: string, jars: string): string {
  const versions = new Map(
    readdirSync(jars).flatMap((jar) => {
      const [, name, version] = /^(.+)-(\d[\w.]*)\.jar$/.exec(jar) ?? [];
      return name && version ? [[name, version] as const] : [];
    }),
  );
  return pom.replace(/(<artifactId>(.*?)<\/artifactId>\s*<version>)(\[.*?)</g, (_, before, name, range) => {
    return `${before}${versions.get(name as string) ?? range}<`;
  });
}

/** The requirements that the packed tarball must meet before it can be published. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { lastRelease } from './last-release';
import { RECORDED_API, recordApi } from './recorded-api';
import { build, isBuilt, pack, type Tarball } from './tarball';
import { runChecklist, type Checklist } from '../harness/checklist';
import { inTemporaryFolder, REPOSITORY } from '../harness/folders';
import { runCommand } from '../harness/run-command';

const LARGEST = 1_500_000;
/** The keys of intentional breaking changes in the next release; the file exists only if there are any. */
const ALLOWED_BREAKS = join(__dirname, 'allowed-breaks.txt');
const BUNDLES = ['assets', 'channels/lib', 'processor/lib', 'testing/lib'];
const SOURCES = ['src', 'lambda', 'processor', 'channels', 'testing', 'projenrc', 'package.json'];

void runChecklist((list) =>
  inTemporaryFolder('gates', async (folder) => {
    if (!isBuilt()) await list.require('the package builds', build);
    if (process.argv.includes('--record-api')) {
      recordApi();
      return list.note('the API is recorded');
    }
    const tarball = await list.require('packs', () => pack(folder));
    await checkTarball(list, tarball);
    await checkApi(list, join(folder, 'recorded'));
    await list.check('bundles made in another folder are the same, byte for byte', () =>
      checkReproducible(join(folder, 'else', 'where')),
    );
  }),
);

async function checkTarball(list: Checklist, { path, size }: Tarball): Promise<void> {
  await list.check(`it has at most ${LARGEST / 1e6} MB, ${(size / 1e6).toFixed(2)} MB`, () =>
    assert.ok(size <= LARGEST),
  );
  await list.check('publint finds nothing', async () => {
    await runCommand('npx', ['publint', 'run', path, '--strict'], { cwd: REPOSITORY });
  });
  await list.check('attw finds types for every way to resolve them', async () => {
    // Neither is a module: the assembly is for jsii.
    const notModules = ['--exclude-entrypoints', './.jsii', './package.json'];
    await runCommand('npx', ['attw', path, ...notModules, '--no-color', '--no-emoji'], { cwd: REPOSITORY });
  });
  await list.check('its bill of materials names each package that is bundled', () => {
    const sbom = JSON.parse(readFileSync(join(REPOSITORY, 'sbom.cdx.json'), 'utf8')) as {
      bomFormat: string;
      components: { name: string; licenses?: unknown[] }[];
    };
    assert.equal(sbom.bomFormat, 'CycloneDX');
    assert.ok(sbom.components.some(({ name }) => name === 'ws'));
    const unlicensed = sbom.components.filter(({ licenses = [] }) => licenses.length === 0);
    assert.deepEqual(unlicensed, []);
  });
}

async function checkApi(list: Checklist, folder: string): Promise<void> {
  const { version, unknown } = await lastRelease();
  if (unknown) list.note(`the API is compared with the recorded one: ${unknown}`);
  const against = version ? `version ${version}` : 'the recorded API';
  await list.check(`the API breaks nothing of ${against}`, async () => {
    const old = version ? `npm:cdk-chime-sdk-messaging@${version}` : recordedPackage(folder);
    const options = ['--error-on', 'all', '--keys', '--ignore-file', ALLOWED_BREAKS];
    await runCommand('npx', ['jsii-diff', ...options, old, '.'], { cwd: REPOSITORY });
  });
}

/** The recorded API in the format that the tool reads: a package, with its dependencies. */
function recordedPackage(folder: string): string {
  mkdirSync(folder);
  cpSync(RECORDED_API, join(folder, '.jsii'));
  cpSync(join(REPOSITORY, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Builds the bundles in a folder with a different name and depth. */
async function checkReproducible(folder: string): Promise<void> {
  for (const source of SOURCES) {
    const isSource = (path: string) => !/\/lib$/.test(path.slice(REPOSITORY.length));
    cpSync(join(REPOSITORY, source), join(folder, source), { recursive: true, filter: isSource });
  }
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  await runCommand('npx', ['tsx', 'projenrc/bundle.ts'], { cwd: folder });
  assert.deepEqual(digests(folder), digests(REPOSITORY));
}

/** The digest of each bundled file; declarations come from the compiler. */
function digests(root: string): Record<string, string> {
  const files = BUNDLES.flatMap((bundle) =>
    readdirSync(join(root, bundle), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.d.ts'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
  return Object.fromEntries(files.sort().map((file) => [file.slice(root.length), digest(file)]));
}

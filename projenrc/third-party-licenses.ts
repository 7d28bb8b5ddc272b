/** The licenses of the code from other packages in the bundles. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const APACHE = 'Apache-2.0';

/** The licenses that may be bundled. For any other one, somebody has to decide and add it here. */
const ALLOWED = ['0BSD', APACHE, 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];

interface ThirdParty {
  /** Name and version. */
  readonly title: string;
  readonly license: string;
  /** The text of its own license file. */
  readonly text: string | undefined;
}

/**
 * The packages with code in bundles, and their licenses, each text once.
 *
 * @throws if a package has no license text, or a license that is not on the list
 */
export function thirdPartyLicenses(metafiles: readonly Metafile[]): string {
  const packages = [...new Set(metafiles.flatMap(bundledFolders))].map(readPackage);
  // Some packages of AWS name this license and have no license file: its text is the same everywhere.
  const apache = packages.find(({ license, text }) => license === APACHE && text)?.text;

  const titles = new Map<string, Set<string>>();
  for (const { title, license, text = license === APACHE ? apache : undefined } of packages) {
    if (!ALLOWED.includes(license)) {
      throw new Error(
        `a bundled package must be licensed as ${ALLOWED.join(', ')}, got ${license} for ${title}`,
      );
    }
    if (text === undefined) throw new Error(`a bundled package must have a license file, got ${title}`);
    titles.set(text, (titles.get(text) ?? new Set()).add(`${title} (${license})`));
  }
  const sections = [...titles].map(([text, names]) => `${[...names].sort().join('\n')}\n\n${text}\n`);
  return ['Code of these packages is bundled in this folder.\n', ...sections.sort()].join(
    `\n${'='.repeat(80)}\n\n`,
  );
}

/** The folders of the packages that contribute at least a byte to an output. */
function bundledFolders({ outputs }: Metafile): string[] {
  return Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0])
    .filter((folder) => folder !== undefined);
}

function readPackage(folder: string): ThirdParty {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const file = readdirSync(folder)
    .sort()
    .find((name) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(name));
  return {
    title: `${manifest.name} ${manifest.version}`,
    license: manifest.license ?? 'see below',
    text: file && readFileSync(join(folder, file), 'utf8').replace(/\r\n/g, '\n').trimEnd(),
  };
}

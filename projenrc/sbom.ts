/**
 * Writes the bill of materials that is packed: npm's CycloneDX document, reduced to the packages with code in the bundles.
 * The same sources produce the same bytes, so it has neither a time nor a serial number.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = 'sbom.cdx.json';

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
}

interface Sbom {
  serialNumber?: string;
  metadata: { timestamp?: string; component: { name: string } };
  components: Component[];
  dependencies: { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/** Name and version of each bundled package, from the list of licenses. */
function bundled(): Set<string> {
  const licenses = readFileSync('testing/lib/THIRD-PARTY-LICENSES', 'utf8');
  const titles = [...licenses.matchAll(/^(\S+) (\d\S*) \(.+\)$/gm)];
  return new Set(titles.map(([, name, version]) => `${name}@${version}`));
}

const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'library'];
const sbom = JSON.parse(execFileSync('npm', args, { encoding: 'utf8', maxBuffer: 2 ** 26 })) as Sbom;
const { name } = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string };
const names = bundled();

sbom.components = sbom.components.filter((component) => names.has(`${component.name}@${component.version}`));
if (new Set(sbom.components.map((component) => `${component.name}@${component.version}`)).size < names.size) {
  throw new Error(`every bundled package must be in npm's bill of materials: run npm ci`);
}
const refs = new Set(sbom.components.map((component) => component['bom-ref']));
sbom.dependencies = sbom.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
sbom.metadata.component.name = name; // npm uses the name of the folder
delete sbom.metadata.timestamp;
delete sbom.serialNumber;
writeFileSync(FILE, `${JSON.stringify(sbom, undefined, 1)}\n`);

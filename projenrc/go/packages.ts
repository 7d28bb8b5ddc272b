import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** A Go package, as jsii-pacmak generates it. */
export interface GoPackage {
  readonly name: string;
  readonly path: string;
}

/** The Go package with the declarations of a file in a jsii package of npm. Folders with a `.jsiirc.json` are packages of their own. */
export function goPackageOf(file: string): GoPackage {
  const folder = packageFolder(file);
  const { name, version, jsii } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    jsii: { targets: { go: { moduleName: string; packageName?: string } } };
  };
  const { moduleName, packageName = asPackageName(name) } = jsii.targets.go;
  const major = Number.parseInt(version);
  const root = { name: packageName, path: `${moduleName}/${packageName}${major > 1 ? `/v${major}` : ''}` };
  const [top = ''] = relative(folder, file).split(sep);
  if (!existsSync(join(folder, top, '.jsiirc.json'))) return root;
  return { name: asPackageName(top), path: `${root.path}/${asPackageName(top)}` };
}

function packageFolder(file: string): string {
  const folder = dirname(file);
  return existsSync(join(folder, 'package.json')) ? folder : packageFolder(folder);
}

function asPackageName(name: string): string {
  return name.replace(/[^a-z0-9]/gi, '').toLowerCase();
}

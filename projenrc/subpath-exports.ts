import { Component, type awscdk } from 'projen';

export interface Subpath {
  readonly folder: string;
  /** Whether there is an ESM build beside the CommonJS one. */
  readonly esm: boolean;
}

/**
 * Ships plain TypeScript folders beside the jsii module, as `package/folder`.
 *
 * Each folder is bundled to `folder/lib/index.js` (by `bundle.ts`), with its declarations beside it (by `plainFolder`).
 */
export class SubpathExports extends Component {
  public constructor(project: awscdk.AwsCdkConstructLibrary, subpaths: Subpath[]) {
    super(project);
    project.package.addField('exports', {
      '.': { types: './lib/index.d.ts', default: './lib/index.js' },
      ...Object.fromEntries(subpaths.map((subpath) => [`./${subpath.folder}`, conditions(subpath)])),
      // jsii and its kernel look these up by path
      './package.json': './package.json',
      './.jsii': './.jsii',
    });
    // `moduleResolution: node10` ignores `exports`
    project.package.addField('typesVersions', {
      '*': Object.fromEntries(subpaths.map(({ folder }) => [folder, [`./${folder}/lib/index.d.ts`]])),
    });
  }
}

function conditions({ folder, esm }: Subpath) {
  const commonJs = { types: `./${folder}/lib/index.d.ts`, default: `./${folder}/lib/index.js` };
  const module = { types: `./${folder}/lib/index.d.mts`, default: `./${folder}/lib/index.mjs` };
  return esm ? { import: module, default: commonJs } : commonJs;
}

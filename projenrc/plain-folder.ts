import { javascript, type awscdk } from 'projen';
import { TSC } from './typescript';

export interface PlainFolderOptions {
  readonly compilerOptions?: javascript.TypeScriptCompilerOptions;
  /** In addition to `lib` and `node_modules`. */
  readonly exclude?: readonly string[];
  /** Whether declarations for users are written to `lib`, without those marked as internal. */
  readonly declarations?: boolean;
}

/**
 * A folder of plain TypeScript beside the jsii module: strict compiler settings of its own, checked before jsii runs.
 */
export function plainFolder(
  project: awscdk.AwsCdkConstructLibrary,
  folder: string,
  { compilerOptions = {}, exclude = [], declarations = false }: PlainFolderOptions = {},
): void {
  new javascript.TypescriptConfig(project, {
    fileName: `${folder}/tsconfig.json`,
    include: ['**/*.ts'],
    exclude: ['lib', 'node_modules', ...exclude],
    compilerOptions: {
      target: 'es2022',
      lib: ['es2022'],
      module: 'node16',
      moduleResolution: javascript.TypeScriptModuleResolution.NODE16,
      noEmit: true,
      strict: true,
      noFallthroughCasesInSwitch: true,
      noImplicitOverride: true,
      noImplicitReturns: true,
      noUncheckedIndexedAccess: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      esModuleInterop: true,
      resolveJsonModule: true,
      skipLibCheck: true,
      types: ['node'],
      ...compilerOptions,
    },
  });
  // declarations refer to another folder as users do: `package/folder`
  const emit = `--noEmit false --declaration --stripInternal --emitDeclarationOnly --paths null --rootDir ${folder} --outDir ${folder}/lib`;
  project.preCompileTask.exec(`node ${TSC} -p ${folder}/tsconfig.json${declarations ? ` ${emit}` : ''}`);
}

import { javascript, type awscdk } from 'projen';

/**
 * A folder of plain TypeScript beside the jsii module: strict compiler settings of its own, checked before jsii runs.
 */
export function plainFolder(
  project: awscdk.AwsCdkConstructLibrary,
  folder: string,
  compilerOptions: javascript.TypeScriptCompilerOptions = {},
  exclude: readonly string[] = [],
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
  project.preCompileTask.exec(`tsc -p ${folder}/tsconfig.json`);
}

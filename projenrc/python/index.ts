/**
 * jsii-pacmak, with the same options, whose Python packages also accept a `dict` for a struct in a list.
 *
 * Usage: tsx projenrc/python/index.ts --target python [--outdir FOLDER] [--code-only]
 */
import { IndependentPackageBuilder } from 'jsii-pacmak/lib/builder';
import { ALL_BUILDERS, TargetName } from 'jsii-pacmak/lib/targets';
import Python from 'jsii-pacmak/lib/targets/python';
import { acceptDicts } from './accept-dicts';

/** Patches the generated sources before the packages are built from them. */
class PythonWithDicts extends Python {
  public override async generateCode(outDir: string, tarball: string): Promise<void> {
    await super.generateCode(outDir, tarball);
    acceptDicts(this.assembly, outDir);
  }
}

ALL_BUILDERS[TargetName.PYTHON] = (modules, options) =>
  new IndependentPackageBuilder(TargetName.PYTHON, PythonWithDicts, modules, options);

void import(require.resolve('jsii-pacmak/bin/jsii-pacmak'));

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, tryCommand } from '../harness/run-command';

export interface Template {
  readonly Resources: Record<string, { readonly Type: string }>;
}

/** An empty CDK app outside the repository. */
export class ConsumerApp {
  public constructor(
    public readonly folder: string,
    tarball: string,
    versions: Record<string, string>,
  ) {
    mkdirSync(folder);
    const dependencies = { ...versions, 'cdk-chime-sdk-messaging': `file:${tarball}` };
    const devDependencies = { '@types/node': '^20', typescript: '~6.0' };
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'consumer', version: '1.0.0', private: true, dependencies, devDependencies }),
    );
  }

  public async installWithNpm(): Promise<void> {
    await this.run('npm', ['install', '--no-audit', '--no-fund', '--silent']);
  }

  /** Without hoisting, a package sees what it declares and nothing else. */
  public async installWithPnpm(version: string): Promise<void> {
    writeFileSync(join(this.folder, '.npmrc'), 'hoist=false\nnode-linker=isolated\n');
    await this.run('npx', ['--yes', version, 'install', '--silent']);
  }

  /** Compiles and runs an app, and reads the template of one of its stacks. */
  public async synthesize(source: string, stack: string): Promise<Template> {
    await this.compile(source, 'node16');
    await this.run(process.execPath, ['app.js'], { CDK_OUTDIR: 'cdk.out' });
    return JSON.parse(
      readFileSync(join(this.folder, 'cdk.out', `${stack}.template.json`), 'utf8'),
    ) as Template;
  }

  public async typeCheck(source: string, resolution: 'node16' | 'bundler'): Promise<void> {
    await this.compile(source, resolution);
  }

  /** What a piece of code throws that has a stack, an app instance and the package's exports at hand. */
  public async errorOf(code: string): Promise<string> {
    writeFileSync(
      join(this.folder, 'wrong.js'),
      `const { App, Stack } = require('aws-cdk-lib');
       const { AppInstance, Channel, ChannelFlow, ChimeBearer } = require('cdk-chime-sdk-messaging');
       const APP_INSTANCE_ARN = 'arn:aws:chime:us-east-1:111122223333:app-instance/a';
       const stack = new Stack(new App(), 'Stack');
       const appInstance = AppInstance.fromAppInstanceArn(stack, 'AppInstance', APP_INSTANCE_ARN);
       try { ${code} console.log('no error'); } catch (error) { console.log(error.message); }`,
    );
    const { stdout } = await this.run(process.execPath, ['wrong.js']);
    return stdout.trim();
  }

  public async node(file: string): Promise<void> {
    await this.run(process.execPath, [file]);
  }

  private async compile(source: string, resolution: 'node16' | 'bundler'): Promise<void> {
    writeFileSync(join(this.folder, 'app.ts'), source);
    const module = resolution === 'node16' ? 'node16' : 'preserve';
    const options = ['--strict', '--target', 'es2022', '--module', module, '--moduleResolution', resolution];
    const args = ['--no-install', 'tsc', 'app.ts', ...options, '--types', 'node', '--skipLibCheck'];
    const { exitCode, output } = await tryCommand('npx', args, { cwd: this.folder, env: process.env });
    if (exitCode !== 0) throw new Error(output);
  }

  private run(command: string, args: string[], environment: Record<string, string> = {}) {
    return runCommand(command, args, {
      cwd: this.folder,
      env: { ...process.env, ...environment, CDK_VALIDATION: 'false' },
      minutes: 10,
    });
  }
}

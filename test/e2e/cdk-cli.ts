import { join } from 'node:path';
import { REPOSITORY } from '../harness/folders';
import { tryCommand, type CommandResult } from '../harness/run-command';

export interface CdkCliOptions {
  /** The value of `--app`; by default, the one in `cdk.json`. */
  readonly app?: string;
  /** A folder that the CLI can write to. */
  readonly folder: string;
  /** Variables with the endpoints of AWS. */
  readonly environment: Record<string, string>;
}

/** The real AWS CDK CLI: silent, without an AWS account, and isolated from this machine's AWS configuration. */
export class CdkCli {
  public constructor(private readonly options: CdkCliOptions) {}

  public run(args: readonly string[], context: Record<string, string> = {}): Promise<CommandResult> {
    const { app, folder } = this.options;
    const appArgs = app === undefined ? [] : ['--app', app];
    // the output of `cdk.json`'s build and CDK's validation of each template are only shown for one command
    const isWhole = args[0] === 'synth';
    const contextArgs = Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
    return tryCommand(
      'npx',
      [
        'cdk',
        ...args,
        ...appArgs,
        ...(isWhole ? [] : ['--build', '']),
        ...['--output', join(folder, 'cdk.out'), '--ci', '--no-notices', '--no-color'],
        ...contextArgs,
      ],
      { cwd: REPOSITORY, env: this.environment(isWhole), minutes: 5 },
    );
  }

  private environment(validates: boolean): NodeJS.ProcessEnv {
    const { environment, folder } = this.options;
    return { ...process.env, ...withoutAws(folder), CDK_VALIDATION: String(validates), ...environment };
  }
}

/** Variables that hide this machine's AWS configuration from the CLI. */
export function withoutAws(folder: string): NodeJS.ProcessEnv {
  const inherited = Object.keys(process.env).filter((name) => /^(AWS|CDK)_/.test(name));
  return {
    ...Object.fromEntries(inherited.map((name) => [name, undefined])),
    AWS_CONFIG_FILE: join(folder, 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-aws-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_HOME: join(folder, 'cdk-home'),
    CDK_DISABLE_CLI_TELEMETRY: '1',
    CDK_DISABLE_VERSION_CHECK: '1',
  };
}

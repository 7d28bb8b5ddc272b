import { join } from 'node:path';
import { REPOSITORY } from '../harness/folders';
import { tryCommand, type CommandResult } from '../harness/run-command';

export interface CdkCliOptions {
  /** What `--app` says. */
  readonly app: string;
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  /** Where the CLI may write. */
  readonly folder: string;
}

/** The real AWS CDK CLI: silent, without an account of AWS, and with nothing of this machine's AWS configuration. */
export class CdkCli {
  public constructor(private readonly options: CdkCliOptions) {}

  public run(args: readonly string[], context: Record<string, string> = {}): Promise<CommandResult> {
    const { app, folder } = this.options;
    const contextArgs = Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
    return tryCommand(
      'npx',
      [
        'cdk',
        ...args,
        ...['--app', app, '--output', join(folder, 'cdk.out'), '--ci', '--no-notices', '--no-color'],
        ...contextArgs,
      ],
      { cwd: REPOSITORY, env: this.environment(), minutes: 5 },
    );
  }

  private environment(): NodeJS.ProcessEnv {
    const { endpoint, region, account, folder } = this.options;
    const inherited = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name));
    return {
      ...Object.fromEntries(inherited),
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_CONFIG_FILE: join(folder, 'no-aws-config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-aws-credentials'),
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DEFAULT_ACCOUNT: account,
      CDK_DEFAULT_REGION: region,
      CDK_HOME: join(folder, 'cdk-home'),
      CDK_DISABLE_CLI_TELEMETRY: '1',
      CDK_DISABLE_VERSION_CHECK: '1',
    };
  }
}

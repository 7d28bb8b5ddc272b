import type { Credentials } from '../iam';
import type { FunctionConfiguration } from './function-configuration';
import { withLayers, withLayersIn } from './layers';
import { modulePath } from './runtimes';

/**
 * The complete environment of a function's process: the variables that Lambda sets, the function's own, and the
 * endpoints of services. From this process's environment, only `PATH` is included.
 *
 * @param layers the folder with the contents of the function's layers, if it has any
 */
export function functionEnvironment(
  configuration: FunctionConfiguration,
  version: string,
  services: Record<string, string>,
  credentials: Credentials | undefined,
  layers?: string,
): Record<string, string> {
  const { runtime, environment } = configuration;
  const region = configuration.functionArn.split(':')[3]!;
  const base = {
    PATH: process.env.PATH ?? '',
    NODE_PATH: modulePath(),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    // functions run on this machine's version of Node.js, whatever their runtime
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  return {
    ...(layers === undefined ? base : withLayers(base, runtime, layers)),
    ...services,
    ...(layers === undefined ? environment : withLayersIn(environment, runtime, layers)),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroupName,
    LAMBDA_TASK_ROOT: configuration.code.folder,
    _HANDLER: configuration.handler,
    ...(credentials && {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    }),
  };
}

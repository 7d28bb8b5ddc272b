/** What the functions do that aws-cdk-lib has for custom resources, and that is different on this machine. */
import type { Properties } from './template';
import { clientAdvice } from '../cloud/lambda';

/**
 * The function of an `AwsCustomResource` would first install the newest AWS SDK with npm, into the folder of temporary files.
 * Here, it takes the one that is beside the app.
 */
export function withoutInstallation(properties: Properties): Properties {
  return 'InstallLatestAwsSdk' in properties ? { ...properties, InstallLatestAwsSdk: false } : properties;
}

/** Why it failed, with what to do about a client of the AWS SDK that it does not find. */
export function withClientAdvice(reason: string): string {
  const [, name] = /^Package (@aws-sdk\/[\w-]+) does not exist\.$/.exec(reason) ?? [];
  return name === undefined ? reason : `there is no package '${name}': ${clientAdvice(name)}`;
}

/** Workarounds for the functions of aws-cdk-lib's custom resources that behave differently on this machine. */
import type { Properties } from './template';
import { clientAdvice } from '../cloud/lambda';

/**
 * The function of an `AwsCustomResource` would first use npm to install the newest AWS SDK into the temporary folder.
 * Here, it uses the one that is installed next to the app.
 */
export function withoutInstallation(properties: Properties): Properties {
  return 'InstallLatestAwsSdk' in properties ? { ...properties, InstallLatestAwsSdk: false } : properties;
}

/** The reason for a failure, with advice if it is a missing AWS SDK client. */
export function withClientAdvice(reason: string): string {
  const [, name] = /^Package (@aws-sdk\/[\w-]+) does not exist\.$/.exec(reason) ?? [];
  return name === undefined ? reason : `there is no package '${name}': ${clientAdvice(name)}`;
}

import type { Template, TemplateParameter } from './template';
import { isObject } from '../inputs';

/** An asset whose location parameters pass to the template, as with the AWS CDK's `LegacyStackSynthesizer`. */
export interface ParameterAsset {
  /** A file or folder of the assembly. */
  readonly path: string;
  /** The object key. */
  readonly id: string;
  readonly s3BucketParameter: string;
  readonly s3KeyParameter: string;
  readonly artifactHashParameter: string;
}

/** Whether a construct's metadata describes such an asset; container assets are different. */
export function isParameterAsset(data: unknown): data is ParameterAsset {
  return isObject(data) && 's3KeyParameter' in data;
}

/** A template with the values that the CDK CLI passes for the parameters of assets. */
export function withAssetParameters<T extends Partial<Template>>(
  template: T,
  assets: readonly ParameterAsset[],
): T {
  if (assets.length === 0) return template;
  const values = new Map(
    assets.flatMap(({ id, s3BucketParameter, s3KeyParameter, artifactHashParameter }) => [
      [s3BucketParameter, 'assets'],
      [s3KeyParameter, `||${id}`], // an empty prefix, and the name
      [artifactHashParameter, id],
    ]),
  );
  const parameters = Object.entries(template.Parameters ?? {}).map(
    ([name, parameter]): [string, TemplateParameter] => [
      name,
      values.has(name) ? { ...parameter, Default: values.get(name) } : parameter,
    ],
  );
  return { ...template, Parameters: Object.fromEntries(parameters) };
}

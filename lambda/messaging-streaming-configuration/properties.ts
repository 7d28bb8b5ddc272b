/** Reads the properties in templates of this version and of every earlier one. There has been only one version so far. */
import { physicalIdOf } from './physical-id';
import { STREAMED_DATA_TYPES, type StreamsByDataType } from '../../src/private/protocol';
import { ifValid, InvalidPropertyError, record, type Result, text } from '../protocol';

/** The streams of an app instance, as a template defines them. */
export interface Configuration {
  readonly appInstanceArn: string;
  readonly streams: StreamsByDataType;
}

/** @throws if a property is missing or malformed */
export function decodeConfiguration(raw: unknown): Configuration {
  const properties = record(raw, 'ResourceProperties');
  const appInstanceArn = text(properties, 'AppInstanceArn');
  const given = record(properties.Streams, 'Streams');
  const known = STREAMED_DATA_TYPES.filter((dataType) => given[dataType] !== undefined);
  if (known.length === 0) {
    throw new InvalidPropertyError('Streams', `one for ${STREAMED_DATA_TYPES.join(' or ')} at least`, given);
  }
  const streams = Object.fromEntries(known.map((dataType) => [dataType, text(given, dataType)]));
  return { appInstanceArn, streams };
}

/** Decodes the configuration if it can be read, to compare it or clean it up rather than create it. */
export function decodeKnown(raw: unknown): Configuration | undefined {
  return ifValid(() => decodeConfiguration(raw));
}

/** The result that CloudFormation receives for a configuration. */
export function configurationResult({ appInstanceArn }: Configuration): Result {
  return { PhysicalResourceId: physicalIdOf(appInstanceArn) };
}

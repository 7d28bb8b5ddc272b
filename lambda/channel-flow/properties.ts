/**
 * Reads the properties in templates of this version and of every earlier one: events of older deployments keep arriving on
 * updates, rollbacks and deletes. There has been only one version so far.
 */
import type {
  ChannelFlowData,
  ChannelFlowLookupProperties,
  ChannelFlowProperties,
  ProcessorProperties,
  TagProperties,
} from '../../src/private/protocol';
import { parseChannelFlowArn } from '../chime';
import {
  ifValid,
  InvalidPropertyError,
  list,
  type RawProperties,
  record,
  type Result,
  text,
} from '../protocol';

/** The service accepts 50 tags, and one is the owner's. */
const MAX_TAGS = 49;

/** The result that CloudFormation receives for a flow. Its ARN is its physical id. */
export function flowResult(arn: string): Result {
  const data: ChannelFlowData = { ChannelFlowId: parseChannelFlowArn(arn)?.channelFlowId ?? '' };
  return { PhysicalResourceId: arn, Data: data };
}

/** @throws if a property is missing or malformed */
export function decodeChannelFlow(raw: unknown): ChannelFlowProperties {
  const properties = record(raw, 'ResourceProperties');
  return {
    ...decodeLookup(properties),
    Processors: list(properties, 'Processors').map(decodeProcessor),
    Tags: decodeTags(properties),
    DisassociateBearer: decodeBearer(properties),
  };
}

/** Decodes as much as can be read, to compare or clean up a flow rather than create it. */
export function decodeKnown(raw: unknown): Partial<ChannelFlowProperties> {
  const properties = ifValid(() => record(raw, 'ResourceProperties')) ?? {};
  return {
    AppInstanceArn: ifValid(() => text(properties, 'AppInstanceArn')),
    Name: ifValid(() => text(properties, 'Name')),
    Processors: ifValid(() => list(properties, 'Processors').map(decodeProcessor)),
    Tags: ifValid(() => decodeTags(properties)),
    DisassociateBearer: ifValid(() => decodeBearer(properties)),
  };
}

/** Names a flow, for use in a sentence, as far as its properties can be read. */
export function flowByName(raw: unknown): string {
  const { Name, AppInstanceArn } = decodeKnown(raw);
  return `channel flow "${Name}" in ${AppInstanceArn}`;
}

/** @throws if a property is missing or malformed */
export function decodeLookup(raw: unknown): ChannelFlowLookupProperties {
  const properties = record(raw, 'ResourceProperties');
  return { AppInstanceArn: text(properties, 'AppInstanceArn'), Name: text(properties, 'Name') };
}

function decodeProcessor(raw: unknown): ProcessorProperties {
  const properties = record(raw, 'Processors');
  const fallback = properties.FallbackAction;
  if (fallback !== 'ABORT' && fallback !== 'CONTINUE') {
    throw new InvalidPropertyError('FallbackAction', 'ABORT or CONTINUE', fallback);
  }
  return {
    Name: text(properties, 'Name'),
    FunctionArn: text(properties, 'FunctionArn'),
    FallbackAction: fallback,
  };
}

function decodeTags(properties: RawProperties): TagProperties[] {
  if (properties.Tags === undefined) return [];
  const tags = list(properties, 'Tags');
  if (tags.length > MAX_TAGS) {
    throw new InvalidPropertyError('Tags', `a list of at most ${MAX_TAGS} tags`, tags.length);
  }
  return tags.map((raw) => {
    const tag = record(raw, 'Tags');
    return { Key: text(tag, 'Key'), Value: text(tag, 'Value') };
  });
}

function decodeBearer(properties: RawProperties): string | undefined {
  return properties.DisassociateBearer === undefined ? undefined : text(properties, 'DisassociateBearer');
}

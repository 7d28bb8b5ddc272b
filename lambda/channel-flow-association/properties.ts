/** Reads the properties in templates of this version and of every earlier one. There has been only one version so far. */
import type { ChannelFlowAssociationProperties } from '../../src/private/protocol';
import { ifValid, record, text } from '../protocol';

/** @throws if a property is missing or malformed */
export function decodeAssociation(raw: unknown): ChannelFlowAssociationProperties {
  const properties = record(raw, 'ResourceProperties');
  return {
    ChannelArn: text(properties, 'ChannelArn'),
    ChannelFlowArn: text(properties, 'ChannelFlowArn'),
    ChimeBearer: text(properties, 'ChimeBearer'),
  };
}

/** Decodes the association if it can be read, to compare it or clean it up rather than create it. */
export function decodeKnown(raw: unknown): ChannelFlowAssociationProperties | undefined {
  return ifValid(() => decodeAssociation(raw));
}

/** Reads what templates say, of this version and of every earlier one; there has been one version so far. */
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

/** The association if it can be read: for what is compared or cleaned up rather than made. */
export function decodeKnown(raw: unknown): ChannelFlowAssociationProperties | undefined {
  return ifValid(() => decodeAssociation(raw));
}

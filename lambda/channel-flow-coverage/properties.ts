/** Reads the properties in templates of this version and of every earlier one. There has been only one version so far. */
import { type ChannelFlowCoverageProperties, COVERAGE_CALLS_PER_SECOND } from '../../src/private/protocol';
import { parseChannelFlowArn } from '../chime';
import type { ChannelFilter, CoverageSettings } from '../coverage-state';
import { ifValid, InvalidPropertyError, list, type RawProperties, record, text } from '../protocol';

const MINUTE = 60_000;

/** A coverage as a template defines it. */
export interface Coverage {
  readonly appInstanceArn: string;
  readonly bucket: string;
  readonly isDetecting: boolean;
  readonly settings: CoverageSettings;
}

type Name = keyof ChannelFlowCoverageProperties;

/** @throws if a property is missing or malformed */
export function decodeCoverage(raw: unknown): Coverage {
  const properties = record(raw, 'ResourceProperties');
  const channelFlowArn = textOf(properties, 'ChannelFlowArn');
  const appInstanceArn = parseChannelFlowArn(channelFlowArn)?.appInstanceArn;
  if (!appInstanceArn) {
    throw new InvalidPropertyError('ChannelFlowArn', 'the ARN of a channel flow', channelFlowArn);
  }
  const sweepInterval = numberOf(properties, 'SweepInterval') * 1_000;
  if (sweepInterval % MINUTE !== 0) {
    throw new InvalidPropertyError('SweepInterval', 'whole minutes in seconds', properties.SweepInterval);
  }
  const callsPerSecond = numberOf(properties, 'CallsPerSecond');
  const { minimum, maximum } = COVERAGE_CALLS_PER_SECOND; // at synthesis, the rate may not have been known
  if (callsPerSecond < minimum || callsPerSecond > maximum) {
    throw new InvalidPropertyError('CallsPerSecond', `${minimum} to ${maximum}`, properties.CallsPerSecond);
  }
  const isDetecting = oneOf('Detection', ['true'], properties.Detection) !== undefined;
  return {
    appInstanceArn,
    bucket: textOf(properties, 'BucketName'),
    isDetecting,
    settings: {
      channelFlowArn,
      formerFlows: [],
      bearers: decodeBearers(properties, appInstanceArn),
      channels: decodeFilter(properties.Channels ?? {}),
      sweepInterval,
      callsPerSecond: isDetecting ? callsPerSecond / 2 : callsPerSecond,
    },
  };
}

/** Decodes the coverage if it can be read, to compare it or clean it up rather than create it. */
export function decodeKnown(raw: unknown): Coverage | undefined {
  return ifValid(() => decodeCoverage(raw));
}

function decodeBearers(properties: RawProperties, appInstanceArn: string): string[] {
  const bearers = list(properties, 'Bearers' satisfies Name);
  const isMember = (bearer: unknown) =>
    typeof bearer === 'string' &&
    bearer.startsWith(appInstanceArn) &&
    /^\/(user|bot)\/[^/]+$/.test(bearer.slice(appInstanceArn.length));
  if (bearers.length === 0 || !bearers.every(isMember)) {
    throw new InvalidPropertyError('Bearers', `ARNs of users or bots in ${appInstanceArn}`, bearers);
  }
  return [...new Set(bearers as string[])];
}

function decodeFilter(raw: unknown): ChannelFilter {
  const channels = record(raw, 'Channels');
  const { NamePrefix, Privacy, Mode } = channels;
  return {
    namePrefix: NamePrefix === undefined ? undefined : text(channels, 'NamePrefix'),
    privacy: oneOf('Channels.Privacy', ['PUBLIC', 'PRIVATE'], Privacy),
    mode: oneOf('Channels.Mode', ['UNRESTRICTED', 'RESTRICTED'], Mode),
  };
}

function oneOf<T extends string>(name: string, values: readonly T[], value: unknown): T | undefined {
  if (value === undefined) return undefined;
  if (values.includes(value as T)) return value as T;
  throw new InvalidPropertyError(name, values.join(' or '), value);
}

function numberOf(properties: RawProperties, name: Name): number {
  const number = Number(textOf(properties, name));
  if (number > 0 && number < Infinity) return number;
  throw new InvalidPropertyError(name, 'a number above 0', properties[name]);
}

function textOf(properties: RawProperties, name: Name): string {
  return text(properties, name);
}

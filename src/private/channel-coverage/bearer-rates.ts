import { Annotations, Token } from 'aws-cdk-lib';
import { CfnAppInstanceBot, CfnAppInstanceUser } from 'aws-cdk-lib/aws-chime';
import type { IConstruct } from 'constructs';
import type { ChimeBearer } from '../../chime-bearer';
import { definitionOf, stageOf } from '../providers';
import { got, identityInStage, shown } from '../validation';

/** A coverage that makes calls as a user or bot. */
interface Caller {
  readonly coverage: IConstruct;
  readonly callsPerSecond: number;
}

/** The coverages of stages, by the identity of their bearers. */
const callers = new WeakMap<IConstruct, Map<string, Caller[]>>();

/** Warns of bearers that several coverages of a stage share, if their rates add up to more than the service accepts. */
export function warnOfSharedBearers(
  coverage: IConstruct,
  bearers: readonly ChimeBearer[],
  callsPerSecond: number,
  region: string,
): void {
  if (Token.isUnresolved(callsPerSecond)) return;
  const stage = stageOf(coverage);
  const known = callers.get(stage) ?? new Map<string, Caller[]>();
  callers.set(stage, known);
  bearers.forEach(({ bearerArn, _memberArn: memberArn }, index) => {
    const key = keyOf(coverage, memberArn);
    const others = known.get(key) ?? [];
    known.set(key, [...others, { coverage, callsPerSecond }]);
    const sum = others.reduce((total, other) => total + other.callsPerSecond, callsPerSecond);
    const quota = quotaIn(region);
    if (others.length === 0 || sum <= quota) return;
    const rates = others.map((other) => `${other.callsPerSecond} for ${shown(other.coverage)}`);
    Annotations.of(coverage).addWarningV2(
      'cdk-chime-sdk-messaging:coverage-bearer-rate',
      `'bearers[${index}]' must not make more than ${quota} calls per second, ${got(bearerArn)} with ${Number(sum.toFixed(2))}:` +
        ` ${callsPerSecond} for this coverage, and ${rates.join(', ')}; give each coverage its own bearers, or lower 'callsPerSecond'`,
    );
  });
}

/** The calls per second that the service accepts from a user or bot. If the Region is not known, the highest quota of any Region. */
function quotaIn(region: string): number {
  return region === 'eu-central-1' ? 5 : 10;
}

/** The identity of a user or bot in a stage. */
function keyOf(scope: IConstruct, arn: string): string {
  if (!Token.isUnresolved(arn)) return arn;
  const definition = definitionOf(arn);
  const isMember =
    CfnAppInstanceUser.isCfnAppInstanceUser(definition) || CfnAppInstanceBot.isCfnAppInstanceBot(definition);
  return isMember ? definition.node.path : identityInStage(scope, arn);
}

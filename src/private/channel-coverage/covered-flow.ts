import { Annotations, CfnDeletionPolicy, type CfnResource } from 'aws-cdk-lib';
import { CfnChannelFlow } from 'aws-cdk-lib/aws-chime';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import type { ChimeBearer } from '../../chime-bearer';
import { APP_INSTANCE_ADMIN_RESOURCE_TYPE, CHANNEL_FLOW_RESOURCE_TYPE } from '../protocol';
import { definitionIn, definitionOf, stageOf } from '../providers';
import { got, identityInStage, identityOf, shown, ValidationError } from '../validation';

/**
 * Checks that a flow can be removed even if it is associated with channels that the app does not know. For a flow that the app
 * doesn't define, this isn't known.
 */
export function validateDeletion(
  scope: IConstruct,
  channelFlow: aws_chime.IChannelFlowRef,
  bearers: readonly ChimeBearer[],
): void {
  const definition = flowIn(channelFlow, scope);
  if (!definition) {
    warnOfImport(scope, channelFlow);
    return;
  }
  const isNative = CfnChannelFlow.isCfnChannelFlow(definition);
  // late, because removal policies are applied to constructs that are already defined, and by aspects
  scope.node.addValidation({
    validate: () => {
      if (isRetained(definition)) return [];
      const bearer = bearerOf(definition);
      if (!bearer) return [deletionProblem(channelFlow, isNative)];
      if (!isAdmin(scope, bearer, bearers)) warnOfBearer(scope, channelFlow, bearer);
      return [];
    },
  });
}

/** The resource of this app that is a flow. The flow may also be an import whose ARN refers to that resource. */
function flowIn(channelFlow: aws_chime.IChannelFlowRef, scope: IConstruct): CfnResource | undefined {
  const definition = definitionIn(channelFlow.channelFlowRef.channelFlowArn, scope);
  const isFlow =
    CfnChannelFlow.isCfnChannelFlow(definition) || definition?.cfnResourceType === CHANNEL_FLOW_RESOURCE_TYPE;
  return isFlow ? definition : undefined;
}

function isRetained({ cfnOptions: { deletionPolicy, updateReplacePolicy } }: CfnResource): boolean {
  const { RETAIN, RETAIN_EXCEPT_ON_CREATE } = CfnDeletionPolicy;
  const isKept = deletionPolicy === RETAIN || deletionPolicy === RETAIN_EXCEPT_ON_CREATE;
  return isKept && updateReplacePolicy === RETAIN;
}

/** The user or bot that disassociates a flow before it is deleted. The scope of the resource is its `ChannelFlow`, if it has one. */
function bearerOf({ node: { scope } }: CfnResource): ChimeBearer | undefined {
  return (scope as { readonly _disassociateOnDelete?: ChimeBearer })._disassociateOnDelete;
}

/**
 * Whether a user or bot is known to be an admin. The bearers of a coverage are, because its deployment checks them. The member
 * of an `AppInstanceAdmin` is not: unlike its bearer, it doesn't make the demotion wait for the flow.
 */
function isAdmin(
  scope: IConstruct,
  { _isAdmin, bearerArn }: ChimeBearer,
  admins: readonly ChimeBearer[],
): boolean {
  if (_isAdmin || definitionOf(bearerArn)?.cfnResourceType === APP_INSTANCE_ADMIN_RESOURCE_TYPE) return true;
  return admins.some((admin) => identityOf(scope, admin.bearerArn) === identityOf(scope, bearerArn));
}

function warnOfBearer(
  scope: IConstruct,
  channelFlow: aws_chime.IChannelFlowRef,
  { bearerArn }: ChimeBearer,
): void {
  Annotations.of(scope).addWarningV2(
    'cdk-chime-sdk-messaging:coverage-disassociation',
    `'disassociateOnDelete' of ${shown(channelFlow)} is not known to be an admin, ${got(bearerArn)}: a user or` +
      ' bot that is not an admin can disassociate only the channels that it moderates, and deleting the flow fails while another channel' +
      " has it. Pass the 'bearer' of an AppInstanceAdmin, or import an existing admin with AppInstanceAdmin.fromAppInstanceAdminArn()",
  );
}

function deletionProblem(channelFlow: aws_chime.IChannelFlowRef, isNative: boolean): string {
  const rule = isNative ? 'be retained' : "set 'disassociateOnDelete' or be retained";
  const advice = isNative ? '' : "set 'disassociateOnDelete' to an admin, or ";
  return (
    `'channelFlow' must ${rule}, because its channels keep it when the coverage is deleted, and the service does not delete a flow that` +
    ` has channels, ${got(channelFlow)}: ${advice}call 'applyRemovalPolicy(RemovalPolicy.RETAIN)' on the flow`
  );
}

function warnOfImport(scope: IConstruct, channelFlow: aws_chime.IChannelFlowRef): void {
  Annotations.of(scope).addWarningV2(
    'cdk-chime-sdk-messaging:coverage-of-import',
    `'channelFlow' is not defined in this app, ${got(channelFlow)}: its channels keep it when the coverage is deleted, so disassociate` +
      ' the flow from them before you delete it',
  );
}

/** Checks that no two coverages of a stage are for the same flow: each would count only its own calls of the bearers. */
export function validateOnlyCoverage(coverage: IConstruct, channelFlow: aws_chime.IChannelFlowRef): void {
  const stage = stageOf(coverage);
  const known = coverages.get(stage) ?? new Map<string, IConstruct>();
  coverages.set(stage, known);
  const key =
    flowIn(channelFlow, coverage)?.node.path ??
    identityInStage(channelFlow, channelFlow.channelFlowRef.channelFlowArn);
  const other = known.get(key);
  if (other) {
    throw new ValidationError(
      `'channelFlow' must not have another coverage, got one in ${shown(other)}: pass all bearers to one coverage`,
      coverage,
    );
  }
  known.set(key, coverage);
}

/** The coverages of stages, by the identity of their flow. */
const coverages = new WeakMap<IConstruct, Map<string, IConstruct>>();

/** The content of these tests' stacks, defined with the library's constructs. */
import { CfnWaitConditionHandle, type RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { IDependable } from 'constructs';
import {
  AppInstance,
  AppInstanceAdmin,
  Channel,
  ChannelFlow,
  ChannelFlowAssociation,
  type ChannelFlowProps,
  ChimeBearer,
  type IAppInstance,
} from '../../../src';
import { newFunction, processorsOf } from '../../support';

/** Existing resources, by values or tokens: a `Place`, or the parameters that will name one. */
export interface PlaceReference {
  /** Unique in a stack. */
  readonly id: string;
  readonly arn: string;
  /** The ARN of a user who is an admin. */
  readonly admin: string;
}

/** An existing app instance, in a stack. */
export function appInstanceIn(stack: Stack, place: PlaceReference): IAppInstance {
  const id = `Place${place.id}`;
  const existing = stack.node.tryFindChild(id) as IAppInstance | undefined;
  return existing ?? AppInstance.fromAppInstanceArn(stack, id, place.arn);
}

/** Processors by the ids of their functions. */
export function processors(stack: Stack, ...ids: string[]) {
  const functions = ids.map(
    (id) =>
      (stack.node.tryFindChild(id) as ReturnType<typeof newFunction> | undefined) ?? newFunction(stack, id),
  );
  return processorsOf(...functions);
}

/** A flow in an app instance, with one processor unless the test says otherwise. */
export function flow(
  stack: Stack,
  place: PlaceReference,
  props: Partial<ChannelFlowProps> = {},
  id = 'Flow',
): ChannelFlow {
  return new ChannelFlow(stack, id, {
    appInstance: appInstanceIn(stack, place),
    processors: props.processors ?? processors(stack, 'Moderate'),
    channelFlowName: id,
    ...props,
  });
}

/** The association of an existing channel. */
export function association(
  stack: Stack,
  place: PlaceReference,
  channelArn: string,
  channelFlow: aws_chime.IChannelFlowRef,
  id = 'Association',
): ChannelFlowAssociation {
  return new ChannelFlowAssociation(stack, id, {
    channelFlow,
    channel: Channel.fromChannelArn(stack, `${id}Channel`, channelArn),
    bearer: bearer(place),
  });
}

export function bearer(place: PlaceReference): ChimeBearer {
  return ChimeBearer.fromArn(place.admin);
}

/** An admin of an app instance. */
export function admin(
  stack: Stack,
  place: PlaceReference,
  memberArn: string,
  id = 'Admin',
  removalPolicy?: RemovalPolicy,
): AppInstanceAdmin {
  return new AppInstanceAdmin(stack, id, {
    appInstance: appInstanceIn(stack, place),
    member: ChimeBearer.fromArn(memberArn),
    removalPolicy,
  });
}

/** The name of the resource that tests cause to fail, for `failures` of a deployment. */
export const OBSTACLE = 'Obstacle';

/** A resource that is created after others, or in parallel with everything. */
export function obstacle(stack: Stack, ...after: IDependable[]): void {
  new CfnWaitConditionHandle(stack, OBSTACLE).node.addDependency(...after);
}

const PROVIDERS = [
  'ChimeAppInstanceAdminProvider',
  'ChimeChannelFlowProvider',
  'ChimeChannelFlowAssociationProvider',
];

/** Gives the providers' functions less time than their properties allow, so that tests are faster. */
export function hurry(stack: Stack, seconds: number): void {
  for (const id of PROVIDERS) {
    const resource = stack.node.tryFindChild(id)?.node.findChild('Function').node.defaultChild;
    if (resource) (resource as CfnFunction).timeout = seconds;
  }
}

import {
  Aspects,
  type IResource,
  Lazy,
  Names,
  RemovalPolicy,
  Resource,
  type TagManager,
  Token,
} from 'aws-cdk-lib';
import { CfnChannelFlow } from 'aws-cdk-lib/aws-chime';
import * as events from 'aws-cdk-lib/aws-events';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { ChannelFlowAssociation, type ChannelFlowAssociationOptions } from './channel-flow-association';
import { ChannelFlowCoverage, type ChannelFlowCoverageOptions } from './channel-flow-coverage';
import { ChannelFlowGrants } from './channel-flow-grants';
import type { ChannelFlowProcessor } from './channel-flow-processor';
import { ChannelFlowProvider, type IChannelFlowProvider } from './channel-flow-provider';
import type { ChimeBearer } from './chime-bearer';
import { guardProcessors } from './private/guard';
import {
  CHANNEL_FLOW_LOOKUP_RESOURCE_TYPE,
  CHANNEL_FLOW_RESOURCE_TYPE,
  type ChannelFlowLookupProperties,
  type ChannelFlowProperties,
  type ProcessorProperties,
} from './private/protocol';
import {
  ChimeCustomResource,
  ProcessorAccess,
  RefuseFlowInProcessors,
  renderProcessors,
  TaggedChimeCustomResource,
  validateProcessors,
} from './private/providers';
import {
  appInstanceArnOfFlow,
  areDifferent,
  channelFlowIdOf,
  FlowTags,
  got,
  PROPERTY_PRIORITY,
  type Shape,
  type StructOptions,
  tooManyTags,
  validateAppInstanceArn,
  validateAppInstanceBeside,
  validateEnvironment,
  validateEnvironmentOfBearer,
  validateEnvironmentOfProvider,
  validateEnvironmentOfScope,
  validateName,
  validateResourceArn,
  validateStruct,
  validateTags,
  ValidationError,
  warnOfRegion,
  type Where,
  within,
} from './private/validation';
import { ProcessorGuard } from './processor-guard';

/**
 * How a channel flow is provisioned.
 */
export enum ChannelFlowProvisioning {
  /**
   * A custom resource of this library. It deletes only flows that it created, verifies that a flow is gone before it reports so,
   * recovers from lost responses, and can disassociate the flow from its channels before it deletes it.
   */
  CUSTOM_RESOURCE = 'CUSTOM_RESOURCE',

  /**
   * The native type `AWS::Chime::ChannelFlow`: no Lambda function and no role, but the deletion fails while a
   * channel is still associated with the flow.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-chime-channelflow.html
   */
  CLOUDFORMATION = 'CLOUDFORMATION',
}

/**
 * A channel flow of Amazon Chime SDK messaging: up to three processors that each message in its channels goes through.
 */
export interface IChannelFlow extends IResource, aws_chime.IChannelFlowRef {
  /**
   * The ARN of the flow.
   *
   * @attribute
   */
  readonly channelFlowArn: string;

  /**
   * The id of the flow, the last part of its ARN.
   *
   * @attribute
   */
  readonly channelFlowId: string;

  /**
   * The ARN of the app instance of the flow.
   *
   * @attribute
   */
  readonly appInstanceArn: string;

  /**
   * Permissions on the flow.
   */
  readonly grants: ChannelFlowGrants;

  /**
   * Associates a channel with the flow: from then on, each message sent to the channel goes through the flow. If the channel already
   * has another flow, this one replaces it.
   *
   * @param id the id of the association, below the flow
   * @param options the channel, and the user or bot that associates it
   */
  addAssociation(id: string, options: ChannelFlowAssociationOptions): ChannelFlowAssociation;

  /**
   * Associates every channel of the app instance with the flow that has no flow yet, also those that are created at run time.
   *
   * @param id the id of the coverage, below the flow
   * @param options the users and bots that associate the channels, and which channels to cover
   */
  addCoverage(id: string, options: ChannelFlowCoverageOptions): ChannelFlowCoverage;

  /**
   * Reacts to messages whose processor could not be invoked, whatever the processor's fallback action. There is no event for
   * a processor that was invoked and then failed.
   *
   * The event names the app instance and the function, not the flow: the rule matches the functions of this flow, or all of
   * the app instance where the flow is an import.
   *
   * @param id the id of the rule, below the flow
   * @param options the target, and the settings of the rule
   * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/event-bridge-events.html
   */
  onProcessorInvocationFailure(id: string, options?: events.OnEventOptions): events.Rule;
}

/**
 * Properties of a channel flow.
 */
export interface ChannelFlowProps {
  /**
   * The app instance of the flow: a `CfnAppInstance`, or one that exists, by `AppInstance.fromAppInstanceArn()`. A change
   * replaces the flow.
   */
  readonly appInstance: aws_chime.IAppInstanceRef;

  /**
   * The processors, 1 to 3, in the order in which they run. The default quota is 1. In Python, pass `ChannelFlowProcessor(...)`
   * objects: of a `dict` in a list, jsii silently drops the keys that it doesn't know, such as `error_action`.
   */
  readonly processors: ChannelFlowProcessor[];

  /**
   * The name of the flow, 1 to 256 characters.
   *
   * @default - a unique name that is generated from the construct's path
   */
  readonly channelFlowName?: string;

  /**
   * Tags of the flow: up to 49, including those of `Tags.of()` and of the stack. The service accepts 50, of which the provider
   * sets one. With the native type, up to 50.
   *
   * @default - the tags of `Tags.of()` and of the stack
   */
  readonly tags?: { [key: string]: string };

  /**
   * What happens to the flow when you remove it from the stack, or when it is replaced.
   *
   * A flow holds settings and no messages, so you can create it again without loss. A flow that is retained goes on processing
   * the messages of its channels, with functions that may no longer exist. `SNAPSHOT` isn't supported.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The user or bot that disassociates the flow from its channels before the flow is deleted: an admin of the app instance, such
   * as the `bearer` of an `AppInstanceAdmin`, or a moderator of all those channels. Requires `provisioning` by custom resource.
   *
   * @default - the deletion fails while channels are associated with the flow, and the error names some of them
   */
  readonly disassociateOnDelete?: ChimeBearer;

  /**
   * Whether the flow is a custom resource of this library or CloudFormation's native type. A change creates a
   * new flow and deletes the old one.
   *
   * @default ChannelFlowProvisioning.CUSTOM_RESOURCE
   */
  readonly provisioning?: ChannelFlowProvisioning;

  /**
   * The function that manages the flow. Requires `provisioning` by custom resource. It can't be changed later, because
   * CloudFormation doesn't move a custom resource to another function: to do so, give the flow another construct id.
   *
   * @default - one provider for all flows of the stack
   */
  readonly provider?: IChannelFlowProvider;
}

/**
 * Attributes of an existing channel flow.
 */
export interface ChannelFlowAttributes {
  /**
   * The ARN of the flow, `arn:aws:chime:<region>:<account>:app-instance/<id>/channel-flow/<id>`.
   */
  readonly channelFlowArn: string;

  /**
   * The ARN of the app instance of the flow, `arn:aws:chime:<region>:<account>:app-instance/<id>`.
   *
   * @default - the one in the ARN of the flow
   */
  readonly appInstanceArn?: string;
}

/**
 * Options for looking up a channel flow.
 */
export interface ChannelFlowLookupOptions {
  /**
   * The app instance to look in: a `CfnAppInstance`, or one that exists, by `AppInstance.fromAppInstanceArn()`.
   */
  readonly appInstance: aws_chime.IAppInstanceRef;

  /**
   * The name to look for, 1 to 256 characters. The deployment fails unless exactly one flow of the app instance has it.
   */
  readonly channelFlowName: string;

  /**
   * The function that looks up the flow.
   *
   * @default - the provider of the stack's flows
   */
  readonly provider?: IChannelFlowProvider;
}

abstract class ChannelFlowBase extends Resource implements IChannelFlow {
  public abstract readonly channelFlowArn: string;
  public abstract readonly channelFlowId: string;
  public abstract readonly appInstanceArn: string;
  public readonly grants: ChannelFlowGrants = ChannelFlowGrants.fromChannelFlow(this);

  /**
   * The functions of the flow, where they are known.
   *
   * @internal
   */
  public readonly _processorFunctions?: lambda.IFunction[];

  public get channelFlowRef(): aws_chime.ChannelFlowReference {
    return { channelFlowArn: this.channelFlowArn };
  }

  public addAssociation(id: string, options: ChannelFlowAssociationOptions): ChannelFlowAssociation {
    // the association checks what they are
    validateStruct(within(this, id), 'options', options, ASSOCIATION_OPTIONS);
    return new ChannelFlowAssociation(this, id, { ...options, channelFlow: this });
  }

  public addCoverage(id: string, options: ChannelFlowCoverageOptions): ChannelFlowCoverage {
    // the coverage checks what they are
    validateStruct(within(this, id), 'options', options, {}, { allowOthers: true });
    return new ChannelFlowCoverage(this, id, { ...options, channelFlow: this });
  }

  public onProcessorInvocationFailure(id: string, options: events.OnEventOptions = {}): events.Rule {
    validateStruct(within(this, id), 'options', options, RULE_OPTIONS, { allowOthers: true });
    const { crossStackScope } = options;
    if (crossStackScope) {
      validateEnvironmentOfScope(this, 'crossStackScope', crossStackScope, within(this, id));
    }
    const rule = new events.Rule(crossStackScope ?? this, id, options);
    rule.addEventPattern({
      source: ['aws.chime'],
      detailType: ['Chime ChannelFlow Processing Status'],
      // these events have no `resources`
      detail: {
        eventType: ['ProcessorInvocationFailure'],
        appInstanceArn: [this.appInstanceArn],
        ...(this._processorFunctions && {
          processorResourceArn: this._processorFunctions.map(({ functionArn }) => functionArn),
        }),
      },
    });
    rule.addTarget(options.target);
    return rule;
  }
}

/**
 * A channel flow of Amazon Chime SDK messaging: up to three Lambda functions that update, deny or pass each message sent to
 * the channels that are associated with it.
 *
 * Amazon Chime SDK messaging is allowed to invoke each function, and each function to call back. A guard settles the messages
 * whose function failed.
 *
 * @resource AWS::Chime::ChannelFlow
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/using-channel-flows.html
 */
@propertyInjectable
export class ChannelFlow extends ChannelFlowBase {
  /**
   * Uniquely identifies this class, for property injectors.
   */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-chime-sdk-messaging.ChannelFlow';

  /**
   * Refers to an existing channel flow by its ARN.
   *
   * @param scope the scope of the reference
   * @param id the id of the reference
   * @param channelFlowArn the ARN, `arn:aws:chime:<region>:<account>:app-instance/<id>/channel-flow/<id>`
   */
  public static fromChannelFlowArn(scope: Construct, id: string, channelFlowArn: string): IChannelFlow {
    return ChannelFlow.fromChannelFlowAttributes(scope, id, { channelFlowArn });
  }

  /**
   * Refers to an existing channel flow by its attributes.
   *
   * @param scope the scope of the reference
   * @param id the id of the reference
   * @param attributes the ARN of the flow
   */
  public static fromChannelFlowAttributes(
    scope: Construct,
    id: string,
    attributes: ChannelFlowAttributes,
  ): IChannelFlow {
    const where = within(scope, id);
    validateStruct(where, 'attributes', attributes, ATTRIBUTES);
    validateResourceArn(where, 'channelFlowArn', attributes.channelFlowArn, 'channel-flow');
    const { channelFlowArn, appInstanceArn } = attributes;
    validateAppInstanceBeside(scope, where, appInstanceArn, 'channelFlowArn', channelFlowArn);
    class Import extends ChannelFlowBase {
      public readonly channelFlowArn = attributes.channelFlowArn;
      public readonly channelFlowId = channelFlowIdOf(attributes.channelFlowArn);
      public readonly appInstanceArn =
        attributes.appInstanceArn ?? appInstanceArnOfFlow(attributes.channelFlowArn);
    }
    return new Import(scope, id, { environmentFromArn: attributes.channelFlowArn });
  }

  /**
   * Refers to an existing channel flow by its name, which is looked up at deployment, and again only when the name or the app
   * instance changes here.
   *
   * @param scope the scope of the reference
   * @param id the id of the reference
   * @param attributes the name, and where to look
   */
  public static fromChannelFlowName(
    scope: Construct,
    id: string,
    attributes: ChannelFlowLookupOptions,
  ): IChannelFlow {
    const where = within(scope, id);
    validateStruct(where, 'attributes', attributes, NAME_ATTRIBUTES);
    validateName(where, 'channelFlowName', attributes.channelFlowName);
    const { appInstanceArn } = attributes.appInstance.appInstanceRef;
    validateAppInstanceArn(where, 'appInstance', appInstanceArn);
    validateEnvironment(scope, 'appInstance', attributes.appInstance, where);
    validateEnvironmentOfProvider(scope, attributes.provider, where);
    class Import extends ChannelFlowBase {
      public readonly channelFlowArn: string;
      public readonly channelFlowId: string;
      public readonly appInstanceArn = appInstanceArn;

      public constructor() {
        super(scope, id);
        warnOfRegion(this, attributes.appInstance);
        const provider: IChannelFlowProvider = attributes.provider ?? ChannelFlowProvider._of(this);
        const properties: ChannelFlowLookupProperties = {
          AppInstanceArn: appInstanceArn,
          Name: attributes.channelFlowName,
        };
        const lookup = new ChimeCustomResource(this, 'Resource', {
          type: CHANNEL_FLOW_LOOKUP_RESOURCE_TYPE,
          serviceToken: provider.serviceToken,
          serviceTimeout: provider._serviceTimeout,
          properties,
        });
        lookup.node.addDependency(provider._allowLookup(this, appInstanceArn));
        this.channelFlowArn = lookup.ref;
        this.channelFlowId = lookup.getAtt('ChannelFlowId').toString();
      }
    }
    return new Import();
  }

  /**
   * Whether something is a `ChannelFlow` of this library.
   *
   * @param x anything
   */
  public static isChannelFlow(x: any): x is ChannelFlow {
    return typeof x === 'object' && x !== null && CHANNEL_FLOW_SYMBOL in x;
  }

  public readonly channelFlowArn: string;
  public readonly channelFlowId: string;
  public readonly appInstanceArn: string;

  /**
   * The name of the flow.
   *
   * @attribute
   */
  public readonly channelFlowName: string;

  /** @internal */
  public override readonly _processorFunctions: lambda.IFunction[];

  public constructor(scope: Construct, id: string, props: ChannelFlowProps) {
    validateProps(within(scope, id), props, { allowOthers: new.target !== ChannelFlow });
    super(scope, id, {
      physicalName: props.channelFlowName ?? Lazy.string({ produce: () => this.uniqueName() }),
    });
    Object.defineProperty(this, CHANNEL_FLOW_SYMBOL, { value: true });

    const { appInstanceArn } = props.appInstance.appInstanceRef;
    validateEnvironment(this, 'appInstance', props.appInstance);
    validateBearer(this, props.disassociateOnDelete, appInstanceArn);
    validateEnvironmentOfProvider(this, props.provider);
    warnOfRegion(this, props.appInstance);
    const processors = renderProcessors(this, props.processors, props.appInstance);
    this.appInstanceArn = appInstanceArn;
    this.channelFlowName = this.requiredName(props.channelFlowName);
    this._processorFunctions = props.processors.map((processor) => processor.function);

    const resource =
      props.provisioning === ChannelFlowProvisioning.CLOUDFORMATION
        ? this.nativeResource(processors)
        : this.customResource(processors, props);
    for (const fn of this._processorFunctions) {
      // so that the first message cannot fail
      resource.node.addDependency(ProcessorAccess.of(this, fn, appInstanceArn));
    }
    resource.node.addDependency(
      ...guardProcessors(this, props.processors, props.appInstance, (fn) => ProcessorGuard.of(fn)),
    );
    if (props.removalPolicy !== undefined) resource.applyRemovalPolicy(props.removalPolicy);
    this.tag(resource, props);
    RefuseFlowInProcessors.addTo(this, this._processorFunctions);

    this.channelFlowArn = resource.ref;
    this.channelFlowId = resource.getAtt('ChannelFlowId').toString();
  }

  private customResource(
    processors: ProcessorProperties[],
    props: ChannelFlowProps,
  ): TaggedChimeCustomResource {
    const provider: IChannelFlowProvider = props.provider ?? ChannelFlowProvider._of(this);
    const properties: ChannelFlowProperties = {
      AppInstanceArn: this.appInstanceArn,
      Name: this.channelFlowName,
      Processors: processors,
      DisassociateBearer: props.disassociateOnDelete?.bearerArn,
    };
    const resource = new TaggedChimeCustomResource(this, 'Resource', {
      type: CHANNEL_FLOW_RESOURCE_TYPE,
      serviceToken: provider.serviceToken,
      serviceTimeout: provider._serviceTimeout,
      properties,
    });
    resource.node.addDependency(...provider._allowManage(this, this.appInstanceArn));
    if (props.disassociateOnDelete) {
      const { bearerArn } = props.disassociateOnDelete;
      resource.node.addDependency(...provider._allowDisassociate(this, this.appInstanceArn, bearerArn));
    }
    return resource;
  }

  /** Its id is another than the custom resource's: CloudFormation cannot change the type of a resource. */
  private nativeResource(processors: ProcessorProperties[]): CfnChannelFlow {
    const resource = new CfnChannelFlow(this, 'NativeResource', {
      appInstanceArn: this.appInstanceArn,
      name: this.channelFlowName,
      processors: processors.map((processor, index) => ({
        name: processor.Name,
        configuration: { lambda: { resourceArn: processor.FunctionArn, invocationType: 'ASYNC' } },
        executionOrder: index + 1,
        fallbackAction: processor.FallbackAction,
      })),
    });
    this.node.defaultChild = resource;
    return resource;
  }

  private tag(resource: CfnChannelFlow | TaggedChimeCustomResource, props: ChannelFlowProps): void {
    const manager: TagManager = resource.cdkTagManager;
    for (const [key, value] of Object.entries(props.tags ?? {})) {
      manager.setTag(key, value, PROPERTY_PRIORITY);
    }
    // CloudFormation itself gives a stack's tags to native types, not to custom resources
    const isNative = !(resource instanceof TaggedChimeCustomResource);
    Aspects.of(resource).add(new FlowTags(resource, manager, !isNative), { priority: FlowTags.PRIORITY });
    this.node.addValidation({ validate: () => tooManyTags(resource, manager, isNative) });
  }

  /** The service wants a name also where CDK would leave it to CloudFormation (`PhysicalName.GENERATE_IF_NEEDED`). */
  private requiredName(given: string | undefined): string {
    if (given === undefined || !Token.isUnresolved(this.physicalName)) return this.physicalName;
    return Lazy.uncachedString({
      produce: ({ resolve }) => (resolve(this.physicalName) as string | undefined) ?? this.uniqueName(),
    });
  }

  private uniqueName(): string {
    return Names.uniqueResourceName(this, { maxLength: 256, separator: '-' });
  }
}

const CHANNEL_FLOW_SYMBOL = Symbol.for('cdk-chime-sdk-messaging.ChannelFlow');

/** A flow has no snapshots. */
const { DESTROY, RETAIN, RETAIN_ON_UPDATE_OR_DELETE } = RemovalPolicy;

const PROPS: Shape<ChannelFlowProps> = {
  appInstance: 'appInstance',
  processors: 'any',
  channelFlowName: 'text?',
  tags: 'map?',
  removalPolicy: { DESTROY, RETAIN, RETAIN_ON_UPDATE_OR_DELETE },
  disassociateOnDelete: 'bearer?',
  provisioning: ChannelFlowProvisioning,
  provider: 'channelFlowProvider?',
};

const ASSOCIATION_OPTIONS: Shape<ChannelFlowAssociationOptions> = {
  channel: 'any',
  bearer: 'any',
  provider: 'any?',
};

const RULE_OPTIONS: Shape<events.OnEventOptions> = {
  target: 'eventTarget?',
  description: 'text?',
  eventPattern: 'struct?',
  ruleName: 'text?',
  crossStackScope: 'construct?',
};

const ATTRIBUTES: Shape<ChannelFlowAttributes> = { channelFlowArn: 'text', appInstanceArn: 'text?' };

const NAME_ATTRIBUTES: Shape<ChannelFlowLookupOptions> = {
  appInstance: 'appInstance',
  channelFlowName: 'text',
  provider: 'channelFlowProvider?',
};

function validateProps(where: Where, props: ChannelFlowProps, options: StructOptions): void {
  validateStruct(where, 'props', props, PROPS, options);
  validateAppInstanceArn(where, 'appInstance', props.appInstance.appInstanceRef.appInstanceArn);
  validateProcessors(where, props.processors);
  validateName(where, 'channelFlowName', props.channelFlowName);
  if (props.tags) validateTags(where, props.tags);
  if (props.provisioning !== ChannelFlowProvisioning.CLOUDFORMATION) return;
  for (const property of ['disassociateOnDelete', 'provider'] as const) {
    if (props[property] === undefined) continue;
    throw new ValidationError(
      `'${property}' needs 'provisioning' CUSTOM_RESOURCE, got "CLOUDFORMATION"`,
      where,
    );
  }
}

function validateBearer(scope: Construct, bearer: ChimeBearer | undefined, appInstanceArn: string): void {
  if (!bearer) return;
  validateEnvironmentOfBearer(scope, 'disassociateOnDelete', bearer.bearerArn, bearer._env);
  if (!areDifferent(scope, bearer._appInstanceArn, appInstanceArn)) return;
  throw new ValidationError(
    `'disassociateOnDelete' must be a user or bot of the flow's app instance, ${got(bearer.bearerArn)}`,
    scope,
  );
}

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
   * A custom resource of this library. It deletes only flows that it created, verifies that a flow is gone before it reports
   * success, recovers from lost responses, and can disassociate the flow from its channels before deleting it.
   */
  CUSTOM_RESOURCE = 'CUSTOM_RESOURCE',

  /**
   * The native resource type `AWS::Chime::ChannelFlow`. It needs no Lambda function and no role, but deletion fails while a
   * channel is still associated with the flow.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-chime-channelflow.html
   */
  CLOUDFORMATION = 'CLOUDFORMATION',
}

/**
 * An Amazon Chime SDK messaging channel flow: up to three processors that each message in its channels goes through.
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
   * The ARN of the flow's app instance.
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
   * Associates every channel in the app instance that has no flow with this one, including channels that are created at run time.
   *
   * @param id the id of the coverage, below the flow
   * @param options the users and bots that associate the channels, and which channels to cover
   */
  addCoverage(id: string, options: ChannelFlowCoverageOptions): ChannelFlowCoverage;

  /**
   * Reacts to messages whose processor could not be invoked, regardless of the processor's fallback action. The service sends no
   * event for a processor that was invoked and then failed.
   *
   * The event names the app instance and the function, but not the flow. The rule matches the functions of this flow or, if the
   * flow is an import, all functions in the app instance.
   *
   * @param id the id of the rule, below the flow
   * @param options the target, and the settings of the rule
   * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/event-bridge-events.html
   */
  onProcessorInvocationFailure(id: string, options?: events.OnEventOptions): events.Rule;
}

/**
 * Properties for a channel flow.
 */
export interface ChannelFlowProps {
  /**
   * The app instance of the flow: a `CfnAppInstance`, or an existing one imported with `AppInstance.fromAppInstanceArn()`. If you
   * change it, the flow is replaced.
   */
  readonly appInstance: aws_chime.IAppInstanceRef;

  /**
   * The processors, 1 to 3, in the order in which they run. The default service quota is 1.
   */
  readonly processors: ChannelFlowProcessor[];

  /**
   * The name of the flow, 1 to 256 characters.
   *
   * @default - a unique name, generated from the construct path
   */
  readonly channelFlowName?: string;

  /**
   * The tags of the flow: up to 49, including those from `Tags.of()` and from the stack. The service accepts 50, and the provider
   * sets one of them. With the native type, you can set up to 50.
   *
   * @default - the tags from `Tags.of()` and from the stack
   */
  readonly tags?: { [key: string]: string };

  /**
   * What happens to the flow when you remove it from the stack or when it is replaced.
   *
   * A flow holds settings, not messages, so you can create it again without losing anything. A retained flow continues to process
   * the messages in its channels, with functions that may no longer exist. `SNAPSHOT` isn't supported.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The user or bot that disassociates the flow from its channels before the flow is deleted: an admin of the app instance, such
   * as the `bearer` of an `AppInstanceAdmin`, or a moderator of all those channels. For a flow with a coverage, pass an admin, because
   * nobody else can disassociate every channel. Requires `provisioning` to be `CUSTOM_RESOURCE`.
   *
   * @default - deletion fails while channels are associated with the flow, and the error names some of them
   */
  readonly disassociateOnDelete?: ChimeBearer;

  /**
   * Whether the flow is a custom resource of this library or CloudFormation's native resource type. If you change it,
   * CloudFormation creates a new flow and deletes the old one.
   *
   * @default ChannelFlowProvisioning.CUSTOM_RESOURCE
   */
  readonly provisioning?: ChannelFlowProvisioning;

  /**
   * The provider that manages the flow. Requires `provisioning` to be `CUSTOM_RESOURCE`. You can't change it later, because
   * CloudFormation doesn't move a custom resource to another function. To use another provider, give the flow a new construct id.
   *
   * @default - one provider for all flows in the stack
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
   * The ARN of the flow's app instance, `arn:aws:chime:<region>:<account>:app-instance/<id>`.
   *
   * @default - the app instance in the flow's ARN
   */
  readonly appInstanceArn?: string;
}

/**
 * Options for looking up a channel flow.
 */
export interface ChannelFlowLookupOptions {
  /**
   * The app instance to search: a `CfnAppInstance`, or an existing one imported with `AppInstance.fromAppInstanceArn()`.
   */
  readonly appInstance: aws_chime.IAppInstanceRef;

  /**
   * The name of the flow, 1 to 256 characters. The deployment fails unless exactly one flow in the app instance has this name.
   */
  readonly channelFlowName: string;

  /**
   * The provider that looks up the flow.
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
   * The functions of the flow, if they are known.
   *
   * @internal
   */
  public readonly _processorFunctions?: lambda.IFunction[];

  public get channelFlowRef(): aws_chime.ChannelFlowReference {
    return { channelFlowArn: this.channelFlowArn };
  }

  public addAssociation(id: string, options: ChannelFlowAssociationOptions): ChannelFlowAssociation {
    // the association checks the kinds of the values
    validateStruct(within(this, id), 'options', options, ASSOCIATION_OPTIONS);
    return new ChannelFlowAssociation(this, id, { ...options, channelFlow: this });
  }

  public addCoverage(id: string, options: ChannelFlowCoverageOptions): ChannelFlowCoverage {
    // the coverage checks the kinds of the values
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
 * An Amazon Chime SDK messaging channel flow: up to three Lambda functions that allow, update, or deny each message sent to the
 * channels associated with the flow.
 *
 * The flow allows Amazon Chime SDK messaging to invoke each function, and each function to call back. A guard settles messages
 * whose function fails.
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
   * Refers to an existing channel flow by its name. The flow is looked up at deployment, and again only when you change the name
   * or the app instance.
   *
   * @param scope the scope of the reference
   * @param id the id of the reference
   * @param attributes the name of the flow, and the app instance to search
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
        lookup.node.addDependency(...provider._allowLookup(this, appInstanceArn));
        this.channelFlowArn = lookup.ref;
        this.channelFlowId = lookup.getAtt('ChannelFlowId').toString();
      }
    }
    return new Import();
  }

  /**
   * Whether a value is a `ChannelFlow` of this library.
   *
   * @param x any value
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

  /**
   * The user or bot that disassociates the flow before it is deleted, for checks that it can.
   *
   * @internal
   */
  public readonly _disassociateOnDelete?: ChimeBearer;

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
    this._disassociateOnDelete = props.disassociateOnDelete;

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

  /** Its id differs from the custom resource's, because CloudFormation cannot change the type of a resource. */
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
    // CloudFormation itself applies a stack's tags to native types, but not to custom resources
    const isNative = !(resource instanceof TaggedChimeCustomResource);
    Aspects.of(resource).add(new FlowTags(resource, manager, !isNative), { priority: FlowTags.PRIORITY });
    this.node.addValidation({ validate: () => tooManyTags(resource, manager, isNative) });
  }

  /** The service requires a name even if the CDK would leave it to CloudFormation (`PhysicalName.GENERATE_IF_NEEDED`). */
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

/** `SNAPSHOT` is left out, because flows have no snapshots. */
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

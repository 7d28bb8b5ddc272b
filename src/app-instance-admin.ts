import { type IResource, RemovalPolicy, Resource } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { AppInstanceAdminProvider, type IAppInstanceAdminProvider } from './app-instance-admin-provider';
import { ChimeBearer } from './chime-bearer';
import { APP_INSTANCE_ADMIN_RESOURCE_TYPE, type AppInstanceAdminProperties } from './private/protocol';
import { ChimeCustomResource } from './private/providers';
import {
  appInstanceArnOfMember,
  areDifferent,
  got,
  type Shape,
  shown,
  validateAppInstanceArn,
  validateAppInstanceBeside,
  validateEnvironment,
  validateEnvironmentOfBearer,
  validateEnvironmentOfProvider,
  validateNoExpiration,
  validateResourceArn,
  validateStruct,
  ValidationError,
  warnOfRegion,
  within,
} from './private/validation';

/**
 * An app instance admin: a user or bot that is allowed to do everything in the app instance.
 */
export interface IAppInstanceAdmin extends IResource {
  /**
   * The ARN of the user or bot.
   *
   * @attribute
   */
  readonly appInstanceAdminArn: string;

  /**
   * The ARN of the app instance.
   *
   * @attribute
   */
  readonly appInstanceArn: string;

  /**
   * The user or bot, for making API calls as an admin.
   */
  readonly bearer: ChimeBearer;
}

/**
 * Attributes of an existing app instance admin.
 */
export interface AppInstanceAdminAttributes {
  /**
   * The ARN of the user or bot, `arn:aws:chime:<region>:<account>:app-instance/<id>/user/<id>` or `…/bot/<id>`.
   */
  readonly appInstanceAdminArn: string;

  /**
   * The ARN of the app instance, `arn:aws:chime:<region>:<account>:app-instance/<id>`. If the admin's ARN is only known at
   * deployment, pass this one so that synthesis can detect an admin of a different app instance.
   *
   * @default - the app instance in the admin's ARN
   */
  readonly appInstanceArn?: string;
}

/**
 * Properties for an app instance admin.
 */
export interface AppInstanceAdminProps {
  /**
   * The app instance: a `CfnAppInstance`, or an existing one imported with `AppInstance.fromAppInstanceArn()`. If you change it,
   * the admin of the previous app instance is demoted.
   */
  readonly appInstance: aws_chime.IAppInstanceRef;

  /**
   * The user or bot to promote. It must not expire: the service would delete a user with `expirationSettings` while other
   * resources still need it. If you change the member, the new one is promoted before the previous one is demoted.
   */
  readonly member: ChimeBearer;

  /**
   * Whether the user or bot stays an admin when this construct is removed from the stack.
   *
   * @default RemovalPolicy.DESTROY - the user or bot is demoted, if this library promoted it and nothing else needs it
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The provider that manages the admin. You can't change it later, because CloudFormation doesn't move a custom resource to
   * another function.
   *
   * @default - one provider for all admins in the stack
   */
  readonly provider?: IAppInstanceAdminProvider;
}

/**
 * Promotes a user or bot to an admin of its app instance. An admin can, for example, associate any channel with a flow.
 *
 * Use `bearer` wherever an admin is required. Resources that use it are deployed after the promotion and deleted before the
 * demotion.
 *
 * A user or bot that was already made an admin by other means stays an admin when you remove the construct. A user or bot that
 * this library promoted carries a tag for each construct that needs it, including constructs in other stacks, and is demoted when
 * the last of them is removed. A user or bot that already has 50 tags can't be promoted.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/APIReference/API_identity-chime_CreateAppInstanceAdmin.html
 */
@propertyInjectable
export class AppInstanceAdmin extends Resource implements IAppInstanceAdmin {
  /**
   * Uniquely identifies this class, for property injectors.
   */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-chime-sdk-messaging.AppInstanceAdmin';

  /**
   * Refers to an existing admin by its ARN.
   *
   * @param scope the scope of the reference
   * @param id the id of the reference
   * @param appInstanceAdminArn the ARN of the user or bot, `arn:aws:chime:<region>:<account>:app-instance/<id>/user/<id>` or
   * `…/bot/<id>`
   */
  public static fromAppInstanceAdminArn(
    scope: Construct,
    id: string,
    appInstanceAdminArn: string,
  ): IAppInstanceAdmin {
    return AppInstanceAdmin.fromAppInstanceAdminAttributes(scope, id, { appInstanceAdminArn });
  }

  /**
   * Refers to an existing admin by its attributes.
   *
   * @param scope the scope of the reference
   * @param id the id of the reference
   * @param attributes the ARNs of the user or bot and of the app instance
   */
  public static fromAppInstanceAdminAttributes(
    scope: Construct,
    id: string,
    attributes: AppInstanceAdminAttributes,
  ): IAppInstanceAdmin {
    const where = within(scope, id);
    validateStruct(where, 'attributes', attributes, ATTRIBUTES);
    const { appInstanceAdminArn, appInstanceArn } = attributes;
    validateResourceArn(where, 'appInstanceAdminArn', appInstanceAdminArn, 'user', 'bot');
    validateAppInstanceBeside(scope, where, appInstanceArn, 'appInstanceAdminArn', appInstanceAdminArn);
    return new ImportedAppInstanceAdmin(scope, id, attributes);
  }

  public readonly appInstanceAdminArn: string;
  public readonly appInstanceArn: string;
  public readonly bearer: ChimeBearer;

  public constructor(scope: Construct, id: string, props: AppInstanceAdminProps) {
    validateStruct(within(scope, id), 'props', props, PROPS, {
      allowOthers: new.target !== AppInstanceAdmin,
    });
    super(scope, id);
    this.appInstanceArn = props.appInstance.appInstanceRef.appInstanceArn;
    validateAppInstanceArn(this, 'appInstance', this.appInstanceArn);
    validateEnvironment(this, 'appInstance', props.appInstance);
    validateEnvironmentOfBearer(this, 'member', props.member.bearerArn, props.member._env);
    validateEnvironmentOfProvider(this, props.provider);
    warnOfRegion(this, props.appInstance);
    this.validateMember(props.member);

    const provider: IAppInstanceAdminProvider = props.provider ?? AppInstanceAdminProvider._of(this);
    const { bearerArn } = props.member;
    const properties: AppInstanceAdminProperties = {
      AppInstanceArn: this.appInstanceArn,
      MemberArn: bearerArn,
    };
    const resource = new ChimeCustomResource(this, 'Resource', {
      type: APP_INSTANCE_ADMIN_RESOURCE_TYPE,
      serviceToken: provider.serviceToken,
      serviceTimeout: provider._serviceTimeout,
      properties,
    });
    if (props.removalPolicy !== undefined) resource.applyRemovalPolicy(props.removalPolicy);
    resource.node.addDependency(...provider._allowPromote(this, this.appInstanceArn, bearerArn));

    // an attribute of the resource, so that everything that refers to the admin is deployed after the promotion
    this.appInstanceAdminArn = resource.getAtt('MemberArn').toString();
    this.bearer = ChimeBearer._promoted(this.appInstanceAdminArn, this.appInstanceArn, this.env, bearerArn);
  }

  private validateMember(member: ChimeBearer): void {
    if (areDifferent(this, member._appInstanceArn, this.appInstanceArn)) {
      throw new ValidationError(
        `'member' must be a user or bot in the app instance, ${got(member.bearerArn)} for ${shown(this.appInstanceArn)}`,
        this,
      );
    }
    validateNoExpiration(this, { member });
  }
}

const ATTRIBUTES: Shape<AppInstanceAdminAttributes> = {
  appInstanceAdminArn: 'text',
  appInstanceArn: 'text?',
};

const PROPS: Shape<AppInstanceAdminProps> = {
  appInstance: 'appInstance',
  member: 'bearer',
  removalPolicy: RemovalPolicy,
  provider: 'appInstanceAdminProvider?',
};

class ImportedAppInstanceAdmin extends Resource implements IAppInstanceAdmin {
  public readonly appInstanceAdminArn: string;
  public readonly appInstanceArn: string;
  public readonly bearer: ChimeBearer;

  public constructor(scope: Construct, id: string, attributes: AppInstanceAdminAttributes) {
    const { appInstanceAdminArn } = attributes;
    super(scope, id, { environmentFromArn: appInstanceAdminArn });
    this.appInstanceAdminArn = appInstanceAdminArn;
    this.appInstanceArn = attributes.appInstanceArn ?? appInstanceArnOfMember(appInstanceAdminArn);
    this.bearer = ChimeBearer._promoted(appInstanceAdminArn, this.appInstanceArn, this.env);
  }
}

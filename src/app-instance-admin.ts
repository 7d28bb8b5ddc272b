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
 * An admin of an app instance: a user or bot that may do everything in it.
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
   * The user or bot, to make calls as an admin.
   */
  readonly bearer: ChimeBearer;
}

/**
 * Attributes of an existing admin of an app instance.
 */
export interface AppInstanceAdminAttributes {
  /**
   * The ARN of the user or bot, `arn:aws:chime:<region>:<account>:app-instance/<id>/user/<id>` or `…/bot/<id>`.
   */
  readonly appInstanceAdminArn: string;

  /**
   * The ARN of the app instance, `arn:aws:chime:<region>:<account>:app-instance/<id>`. Pass it if the ARN of the admin is known at
   * deployment only, so that synthesis finds an admin of another app instance.
   *
   * @default - the one in the ARN of the admin
   */
  readonly appInstanceArn?: string;
}

/**
 * Properties of an admin of an app instance.
 */
export interface AppInstanceAdminProps {
  /**
   * The app instance: a `CfnAppInstance`, or an existing one by `AppInstance.fromAppInstanceArn()`. A change demotes the admin of
   * the former one.
   */
  readonly appInstance: aws_chime.IAppInstanceRef;

  /**
   * The user or bot to promote. It must not expire: the service deletes a user that has `expirationSettings` while others still
   * need it. A change promotes the new one first, and then demotes the former one.
   */
  readonly member: ChimeBearer;

  /**
   * Whether the user or bot stays an admin when this construct is removed from the stack.
   *
   * @default RemovalPolicy.DESTROY - it is demoted, if this library promoted it and nothing else needs it
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The function that manages the admin. It can't be changed later, because CloudFormation doesn't move a custom resource to
   * another function.
   *
   * @default - one provider for all admins of the stack
   */
  readonly provider?: IAppInstanceAdminProvider;
}

/**
 * Makes a user or bot an admin of its app instance, so that it may associate every channel with a flow, for example.
 *
 * Use `bearer` wherever an admin is needed: what uses it is deployed after the promotion and deleted before the demotion.
 *
 * A user or bot that is an admin already, by other means than this library, stays one when the construct is removed. One that
 * this library has promoted carries a tag for each construct that needs it, also in other stacks, and is demoted with the last of
 * them. A user or bot that has 50 tags can't be promoted.
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
   * @param attributes the ARN of the user or bot, and that of the app instance
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

    // an attribute of the resource, so that whatever refers to the admin comes after the promotion
    this.appInstanceAdminArn = resource.getAtt('MemberArn').toString();
    this.bearer = ChimeBearer._promoted(this.appInstanceAdminArn, this.appInstanceArn, this.env);
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

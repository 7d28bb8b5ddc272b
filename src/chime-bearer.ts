import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { aws_chime, ResourceEnvironment } from 'aws-cdk-lib/interfaces';
import {
  appInstanceArnOfMember,
  appInstanceArnOfResource,
  BEARER_ACTIONS,
  bearerActionLike,
  got,
  knownAppInstanceArn,
  knownEnvironment,
  validateKind,
  validateResourceArn,
  ValidationError,
} from './private/validation';

/**
 * The app instance user or bot that makes an API call (the `x-amz-chime-bearer`). IAM permissions alone are not enough for such
 * calls: the service also checks the role of the user or bot in the channel or app instance.
 *
 * To associate a channel with a flow, the user or bot must be a moderator of the channel, such as its creator, or an admin of the
 * app instance, such as the `bearer` of an `AppInstanceAdmin`.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/auth-by-role.html
 */
export class ChimeBearer {
  /**
   * Acts as a user of the app instance.
   *
   * @param user the user, such as a `CfnAppInstanceUser`
   */
  public static appInstanceUser(user: aws_chime.IAppInstanceUserRef): ChimeBearer {
    validateKind(undefined, 'user', user, 'user');
    const arn = user.appInstanceUserRef.appInstanceUserArn;
    validateResourceArn(user, 'user', arn, 'user');
    return new ChimeBearer(arn, appInstanceArnOfResource(user) ?? knownAppInstanceArn(arn), user.env, user);
  }

  /**
   * Acts as a bot of the app instance.
   *
   * @param bot the bot, such as a `CfnAppInstanceBot`
   */
  public static appInstanceBot(bot: aws_chime.IAppInstanceBotRef): ChimeBearer {
    validateKind(undefined, 'bot', bot, 'bot');
    const arn = bot.appInstanceBotRef.appInstanceBotArn;
    validateResourceArn(bot, 'bot', arn, 'bot');
    return new ChimeBearer(arn, appInstanceArnOfResource(bot) ?? knownAppInstanceArn(arn), bot.env);
  }

  /**
   * Acts as an existing user or bot.
   *
   * @param bearerArn the ARN, `arn:aws:chime:<region>:<account>:app-instance/<id>/user/<id>` or `…/bot/<id>`
   */
  public static fromArn(bearerArn: string): ChimeBearer {
    validateResourceArn(undefined, 'bearerArn', bearerArn, 'user', 'bot');
    return new ChimeBearer(bearerArn, knownAppInstanceArn(bearerArn), knownEnvironment(bearerArn));
  }

  /**
   * Acts as an admin of an app instance. Its ARN may be known only at deployment, as an attribute or a parameter.
   *
   * @internal
   */
  public static _promoted(
    bearerArn: string,
    appInstanceArn: string,
    env: ResourceEnvironment,
    memberArn: string = bearerArn,
  ): ChimeBearer {
    return new ChimeBearer(bearerArn, appInstanceArn, env, undefined, memberArn, true);
  }

  /**
   * The ARN of the user or bot.
   */
  public readonly bearerArn: string;

  /**
   * The app instance of the user or bot, if it is known.
   *
   * @internal
   */
  public readonly _appInstanceArn: string | undefined;

  /**
   * The account and Region of the user or bot, if they are known.
   *
   * @internal
   */
  public readonly _env: ResourceEnvironment | undefined;

  /**
   * The ARN of the user or bot itself, if `bearerArn` is known only once it is an admin.
   *
   * @internal
   */
  public readonly _memberArn: string;

  /**
   * Whether this is the bearer of an `AppInstanceAdmin`. Others may also be admins, but synthesis can't tell.
   *
   * @internal
   */
  public readonly _isAdmin: boolean;

  private constructor(
    bearerArn: string,
    appInstanceArn: string | undefined,
    env: ResourceEnvironment | undefined,
    private readonly user?: aws_chime.IAppInstanceUserRef,
    memberArn: string = bearerArn,
    isAdmin = false,
  ) {
    this.bearerArn = bearerArn;
    this._appInstanceArn = appInstanceArn;
    this._env = env;
    this._memberArn = memberArn;
    this._isAdmin = isAdmin;
  }

  /**
   * Grants a principal permission to make API calls as this user or bot, such as sending messages as a bot. The permission is
   * limited to the app instance of the user or bot. What the user or bot itself can do depends on its role in the channel.
   *
   * @param grantee the principal that gets the permissions
   * @param actions the actions to allow, such as `chime:SendChannelMessage`: actions of API calls that take a bearer
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonchime.html
   */
  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    validateKind(undefined, 'grantee', grantee, 'grantee');
    if (actions.length === 0) {
      throw new ValidationError(
        "'actions' must name at least one action, got none: for example 'chime:SendChannelMessage'",
      );
    }
    actions.forEach(validateAction);
    const appInstanceArn = this._appInstanceArn ?? appInstanceArnOfMember(this.bearerArn);
    const grants = KINDS_OF_RESOURCES.flatMap(({ kinds, needs }) => {
      const concerned = actions.filter(needs);
      const resourceArns = [this.bearerArn, ...kinds.map((kind) => `${appInstanceArn}/${kind}/*`)];
      return concerned.length > 0
        ? iam.Grant.addToPrincipal({ grantee, actions: concerned, resourceArns })
        : [];
    });
    return grants.reduce((all, grant) => all.combine(grant));
  }

  /**
   * Whether the service deletes the user some time after its creation, if that is known.
   *
   * @internal
   */
  public get _expires(): boolean {
    return (this.user as { expirationSettings?: unknown } | undefined)?.expirationSettings !== undefined;
  }
}

/** An action that is unknown, or that IAM doesn't check on a bearer, would never allow the intended calls. */
function validateAction(action: unknown): void {
  if (typeof action === 'string' && (Token.isUnresolved(action) || BEARER_ACTIONS.includes(action))) return;
  const meant = typeof action === 'string' ? bearerActionLike(action) : undefined;
  const advice =
    meant === undefined ? ': allow other actions in a policy of the principal' : `, did you mean '${meant}'?`;
  throw new ValidationError(
    `'actions' must be actions of API calls that take a bearer, such as 'chime:SendChannelMessage', ${got(action)}${advice}`,
  );
}

/** Calls that concern no channel, or a channel that does not exist yet. */
const WITHOUT_CHANNEL = [
  'chime:Connect',
  'chime:ListChannelMembershipsForAppInstanceUser',
  'chime:ListChannels',
  'chime:ListChannelsModeratedByAppInstanceUser',
  'chime:SearchChannels',
];

const WITH_FLOW = ['chime:AssociateChannelFlow', 'chime:DisassociateChannelFlow'];

/** The resources that actions need permission on in addition to the bearer, according to the Service Authorization Reference. */
const KINDS_OF_RESOURCES = [
  { kinds: [], needs: (action: string) => WITHOUT_CHANNEL.includes(action) },
  {
    kinds: ['channel'],
    needs: (action: string) => !WITHOUT_CHANNEL.includes(action) && !WITH_FLOW.includes(action),
  },
  { kinds: ['channel', 'channel-flow'], needs: (action: string) => WITH_FLOW.includes(action) },
];

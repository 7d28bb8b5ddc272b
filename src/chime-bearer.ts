import type { aws_chime, ResourceEnvironment } from 'aws-cdk-lib/interfaces';
import {
  appInstanceArnOfResource,
  knownAppInstanceArn,
  knownEnvironment,
  validateKind,
  validateResourceArn,
} from './private/validation';

/**
 * The app instance user or bot that makes an API call, the `x-amz-chime-bearer`. IAM alone doesn't allow such calls: the service
 * also checks the role of the user or bot in the channel or app instance.
 *
 * To associate a channel with a flow, it must be a moderator of the channel, such as its creator, or an admin of the app instance.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/auth-by-role.html
 */
export class ChimeBearer {
  /**
   * Acts as a user of the app instance.
   *
   * @param user for example a `CfnAppInstanceUser`
   */
  public static appInstanceUser(user: aws_chime.IAppInstanceUserRef): ChimeBearer {
    validateKind(undefined, 'user', user, 'user');
    const arn = user.appInstanceUserRef.appInstanceUserArn;
    validateResourceArn(user, 'user', arn, 'user');
    return new ChimeBearer(arn, appInstanceArnOfResource(user) ?? knownAppInstanceArn(arn), user.env);
  }

  /**
   * Acts as a bot of the app instance.
   *
   * @param bot for example a `CfnAppInstanceBot`
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

  private constructor(
    bearerArn: string,
    appInstanceArn: string | undefined,
    env: ResourceEnvironment | undefined,
  ) {
    this.bearerArn = bearerArn;
    this._appInstanceArn = appInstanceArn;
    this._env = env;
  }
}

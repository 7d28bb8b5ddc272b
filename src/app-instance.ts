import { type IResource, Resource } from 'aws-cdk-lib';
import type { aws_chime } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { validateAppInstanceArn, within } from './private/validation';

/**
 * An Amazon Chime SDK app instance: the space in which users, channels, and channel flows live.
 */
export interface IAppInstance extends IResource, aws_chime.IAppInstanceRef {
  /**
   * The ARN of the app instance.
   *
   * @attribute
   */
  readonly appInstanceArn: string;
}

/**
 * Refers to existing app instances. To create one, use `CfnAppInstance` from `aws-cdk-lib/aws-chime`.
 *
 * @see https://docs.aws.amazon.com/chime-sdk/latest/dg/create-app-instance.html
 */
export class AppInstance {
  /**
   * Refers to an existing app instance by its ARN.
   *
   * @param scope the scope of the reference
   * @param id the id of the reference
   * @param appInstanceArn the ARN, `arn:aws:chime:<region>:<account>:app-instance/<id>`
   */
  public static fromAppInstanceArn(scope: Construct, id: string, appInstanceArn: string): IAppInstance {
    validateAppInstanceArn(within(scope, id), 'appInstanceArn', appInstanceArn);
    return new ImportedAppInstance(scope, id, { environmentFromArn: appInstanceArn });
  }

  private constructor() {}
}

class ImportedAppInstance extends Resource implements IAppInstance {
  public readonly appInstanceArn: string;

  public constructor(scope: Construct, id: string, props: { environmentFromArn: string }) {
    super(scope, id, props);
    this.appInstanceArn = props.environmentFromArn;
  }

  public get appInstanceRef(): aws_chime.AppInstanceReference {
    return { appInstanceArn: this.appInstanceArn };
  }
}

import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { accessToState } from './state-bucket';
import type { ProviderFunctionOptions } from '../../provider-function-options';
import { COVERAGE_BUCKET_VARIABLE } from '../protocol';
import { ProviderBase, type RolePolicy } from '../providers';

/** The maximum run time of a function. A turn ends before that. */
const TIMEOUT = Duration.minutes(15);

/** The sweep function, created like the functions of providers. */
export class SweepFunction extends ProviderBase {
  public constructor(
    scope: Construct,
    id: string,
    private readonly bucket: s3.IBucket,
    options: ProviderFunctionOptions,
  ) {
    super(scope, id, {
      asset: 'channel-flow-sweep',
      description: 'Associates the channels of an Amazon Chime SDK app instance with a channel flow',
      options: { ...options, timeout: TIMEOUT },
      isSubclass: false,
      permissionWarning: 'sweep-permission',
    });
    this._function.addEnvironment(COVERAGE_BUCKET_VARIABLE, bucket.bucketName);
  }

  /**
   * Allows the function to cover the channels of an app instance. If the bearers or the bucket (and so the key) change, the policy
   * is replaced rather than updated, so that the former ones can still be used until the last sweep that knows them is over.
   */
  public allowSweep(scope: Construct, appInstanceArn: string, bearerArns: string[]): RolePolicy[] {
    const channels = `${appInstanceArn}/channel/*`;
    const flows = `${appInstanceArn}/channel-flow/*`;
    const inAppInstance = this._allowIn(scope, 'SweepIn', [appInstanceArn, this.bucket.bucketArn], () => [
      ...accessToState(this.bucket, [
        ['state', 'index'],
        ['s3:GetObject', 's3:PutObject'],
      ]),
      new iam.PolicyStatement({
        actions: ['chime:ListChannelFlows', 'chime:ListChannelsAssociatedWithChannelFlow'],
        resources: [appInstanceArn, flows],
      }),
      new iam.PolicyStatement({ actions: ACTIONS_ON_CHANNELS, resources: [channels, flows] }),
    ]);
    const actions = [...ACTIONS_ON_CHANNELS, 'chime:ListChannels'];
    const asBearers = this._allowAs(scope, 'SweepAs', appInstanceArn, bearerArns, actions);
    return this._replaceable(scope, [inAppInstance, asBearers]);
  }
}

const ACTIONS_ON_CHANNELS = [
  'chime:AssociateChannelFlow',
  'chime:DescribeChannel',
  'chime:DisassociateChannelFlow',
];

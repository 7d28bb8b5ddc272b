import { assetCode } from '../../cloud/lambda';
import { OBJECT } from '../../inputs';
import { provisioner } from '../provisioner';

export const LAYER_TYPE = 'AWS::Lambda::LayerVersion';

interface LayerVersionProperties {
  LayerName?: string;
  Content: { S3Key?: string };
}

/** Every change publishes a new version. */
export const layerVersion = provisioner<LayerVersionProperties>(
  {
    create({ LayerName: given, Content: { S3Key: key = '' } }, context) {
      const { layers } = context.cloud.lambda;
      const name = given ?? context.physicalName(64);
      const arnOf = (version: number) => context.arn('lambda', `layer:${name}:${version}`);
      let version = 1;
      while (layers.has(arnOf(version))) version++;
      layers.set(arnOf(version), assetCode(context.assetPath(key)));
      return { physicalId: arnOf(version), attributes: { LayerVersionArn: arnOf(version) } };
    },
    delete({ physicalId: arn }, { cloud: { lambda } }) {
      lambda.layers.get(arn)?.release();
      lambda.layers.delete(arn);
    },
  },
  { required: { Content: OBJECT } },
);

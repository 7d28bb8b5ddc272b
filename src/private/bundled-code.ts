import { join } from 'node:path';
import { AssetStaging, type CfnResource, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import {
  ASSET_RESOURCE_METADATA_ENABLED_CONTEXT,
  ASSET_RESOURCE_METADATA_IS_BUNDLED_KEY,
  ASSET_RESOURCE_METADATA_PATH_KEY,
  ASSET_RESOURCE_METADATA_PROPERTY_KEY,
} from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';

/**
 * The code of a function that comes with this library.
 *
 * It is staged as `lambda.Code.fromAsset()` stages it, without the construct for assets: that one loads the S3 module and
 * with it the facts of all regions, which takes as long as everything else in the synthesis of a small stack.
 */
export class BundledCode extends lambda.Code {
  public readonly isInline = false;
  private stagedPath = '';

  /**
   * @param bundle the folder in `assets/`
   */
  public constructor(private readonly bundle: string) {
    super();
  }

  public override bind(scope: Construct): lambda.CodeConfig {
    const stack = Stack.of(scope);
    const staging = new AssetStaging(scope, 'Code', {
      sourcePath: join(__dirname, '..', '..', 'assets', this.bundle),
    });
    this.stagedPath = staging.relativeStagedPath(stack);
    const s3Location = stack.synthesizer.addFileAsset({
      fileName: this.stagedPath,
      sourceHash: staging.assetHash,
      packaging: staging.packaging,
      displayName: `${scope.node.path}/Code`,
      deployTime: true,
    });
    return { s3Location };
  }

  /** Says where the code is, for tools that run functions on a developer's machine. */
  public override bindToResource(resource: CfnResource, options: lambda.ResourceBindOptions = {}): void {
    if (!resource.node.tryGetContext(ASSET_RESOURCE_METADATA_ENABLED_CONTEXT)) return;
    resource.addMetadata(ASSET_RESOURCE_METADATA_PATH_KEY, this.stagedPath);
    resource.addMetadata(ASSET_RESOURCE_METADATA_IS_BUNDLED_KEY, false);
    resource.addMetadata(ASSET_RESOURCE_METADATA_PROPERTY_KEY, options.resourceProperty ?? 'Code');
  }
}

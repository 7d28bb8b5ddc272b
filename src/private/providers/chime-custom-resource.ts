import { CfnResource, type Duration, type ITaggableV2, TagManager, TagType } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface ChimeCustomResourceProps {
  readonly type: string;
  readonly serviceToken: string;
  readonly serviceTimeout: Duration;
  /** The provider's own properties, by the types in `*-properties.ts`. */
  readonly properties: object;
}

/** A custom resource of this library. It is an L1 construct, so it creates only the single resource that is needed. */
export class ChimeCustomResource extends CfnResource {
  public constructor(scope: Construct, id: string, props: ChimeCustomResourceProps) {
    super(scope, id, {
      type: props.type,
      properties: {
        ServiceToken: props.serviceToken,
        ServiceTimeout: props.serviceTimeout.toSeconds(),
        ...props.properties,
      },
    });
  }
}

/** A custom resource with tags: `Tags.of(...)` applies to it as to any taggable AWS resource. */
export class TaggedChimeCustomResource extends ChimeCustomResource implements ITaggableV2 {
  public readonly cdkTagManager: TagManager;

  public constructor(scope: Construct, id: string, props: ChimeCustomResourceProps) {
    super(scope, id, props);
    this.cdkTagManager = new TagManager(TagType.KEY_VALUE, props.type, undefined, {
      tagPropertyName: 'Tags',
    });
  }
}

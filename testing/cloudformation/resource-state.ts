import type { Existing } from './provisioner';
import type { TemplateResource } from './template';

/** The current state of a stack's resource. */
export interface ResourceState extends Existing {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly definition: TemplateResource;
  /** The logical ids of the resources that it needs. */
  readonly dependencies: ReadonlySet<string>;
  /** Whether the last change failed, so that the state of the resource is unknown. */
  readonly uncertain?: boolean;
}

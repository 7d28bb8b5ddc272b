import type { Existing } from './provisioner';
import type { TemplateResource } from './template';

/** A resource of a stack, as it is. */
export interface ResourceState extends Existing {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly definition: TemplateResource;
  /** The logical ids of the resources that it needs. */
  readonly dependencies: ReadonlySet<string>;
  /** Whether the last change failed, so that nobody can say what the resource is like now. */
  readonly uncertain?: boolean;
}

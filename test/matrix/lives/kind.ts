import type { Course } from '../cloudformation';
import type { Fault } from '../faults';

/** One change of one resource of a stack, or something that happens beside deployments. */
export interface Step {
  readonly kind: string;
  readonly stack: number;
  readonly channel: number;
  readonly otherChannel: number;
  /** The stack whose flow is meant. */
  readonly otherStack: number;
  readonly number: number;
  readonly fault: Fault | undefined;
  readonly course: Course;
}

/** What CloudFormation carries out. */
export interface Change {
  /** What it is a case of, by the lifecycles of the matrix. */
  readonly lifecycle: string;
  /** The stack, and which of its resources. */
  readonly id: string;
  /** Whether the logical id stays that of the resources that had this id before. */
  readonly keepsLogicalId?: boolean;
  readonly type: string;
  readonly before: object | undefined;
  readonly after: object | undefined;
  /** Whether it must fail, whatever is called. */
  readonly isRefused?: boolean;
  /** Notes what it leads to, once it is done. */
  readonly commit?: () => void;
}

/** What others do, or what a stack does without a deployment of the resource. */
export interface Incident {
  readonly happen: () => Promise<void>;
}

/** One kind of resource: what happens to it in lives, and what is expected of it. */
export interface ResourceKind {
  /** What a step comes to, or nothing if it has no place in this life: what is there is not created but changed. */
  turn(step: Step): Promise<Change> | Change | Incident | undefined;
  /** What is not as it should be after a change; what the change is not about is somebody else's. */
  problems(change: Change): Promise<string[]>;
  /** Waits after a change until what goes on by itself is done, if there is such a thing. */
  rest?(change: Change): Promise<void>;
}

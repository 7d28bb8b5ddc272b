import type { Course } from '../cloudformation';
import type { Fault } from '../faults';

/** One change of one resource of a stack, or an event outside of deployments. */
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

/** A change for CloudFormation to carry out. */
export interface Change {
  /** The lifecycle of the matrix that it corresponds to. */
  readonly lifecycle: string;
  /** Identifies the resource: its stack, and its name in that. */
  readonly id: string;
  /** Whether the logical id stays that of the resources that had this id before. */
  readonly keepsLogicalId?: boolean;
  readonly type: string;
  readonly before: object | undefined;
  readonly after: object | undefined;
  /** Whether it must fail, whatever is called. */
  readonly isRefused?: boolean;
  /** Records its effects once it is done. */
  readonly commit?: () => void;
}

/** An action by others, or by a stack without deploying the resource. */
export interface Incident {
  readonly happen: () => Promise<void>;
}

/** One kind of resource: its events in lives, and the expectations. */
export interface ResourceKind {
  /**
   * Turns a step into a change or an incident, or nothing if it does not apply to this life: an existing resource is
   * changed instead of created.
   */
  turn(step: Step): Promise<Change> | Change | Incident | undefined;
  /** The problems after a change; resources that it is not about belong to someone else. */
  problems(change: Change): Promise<string[]>;
  /** Waits until background work after a change is done, if there is any. */
  rest?(change: Change): Promise<void>;
}

import { randomUUID } from 'node:crypto';
import type { Invocation, Response, World } from './world';

/** How a change's event reaches the provider, and whether CloudFormation waits for the response. */
export type Delivery =
  | { readonly mode: 'single' | 'duplicated' }
  | { readonly mode: 'killed'; readonly atStep: number }
  | { readonly mode: 'late'; readonly by: number }
  | { readonly mode: 'calledOff'; readonly after: number };

/** The course of a deployment, apart from the provider's actions. */
export interface Course {
  readonly delivery: Delivery;
  /** How the first event of the rollback reaches the provider. */
  readonly undoing?: Delivery;
  /** Whether the rest of the stack succeeds; otherwise, everything is rolled back. */
  readonly commits: boolean;
  /** The id with which a finished replacement is rolled back; AWS does not document it. */
  readonly rollsBackWith: 'newId' | 'oldId';
  /** Whether a creation is part of the stack's own creation, or of a later update. */
  readonly stackIsNew: boolean;
}

/** A resource as CloudFormation knows it. */
export interface Deployed {
  readonly id: string;
  readonly properties: object;
}

/** The outcome of a change. */
export interface Outcome {
  readonly deployed: Deployed | undefined;
  /** Whether the change itself was committed. */
  readonly committed: boolean;
  /** Whether something had to be repeated manually, after the cause of its failure was fixed. */
  readonly repeated: boolean;
}

/** A change: without `before`, a creation; without `after`, a deletion. */
export interface Change {
  readonly before?: Deployed;
  readonly after?: object;
}

/** The delays after a crash, and after the second one. */
const REDELIVERED_AFTER = [60_000, 120_000];
/** An event without a response fails after this time, which is the service timeout of the constructs' resources. */
const SERVICE_TIMEOUT = 1_080_000;
/** The time limit for the response to a change: after it was sent, or immediately if it arrives later. */
const LONGEST_CHANGE = 90_000;
/** The same for an event that may have to outlast a canceled change. */
const LONGEST_ROLLBACK = 115_000;
/** The time limit for the response to a deletion, after it arrived: before its function is ended. */
const LONGEST_DELETION = 290_000;
/** The time for transferring the response. */
const TRANSFER = 1_000;

interface ResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: object;
  readonly OldResourceProperties?: object;
}

/** One delivery of an event. */
export interface Delivered {
  readonly invocation: Invocation;
  /** The latest acceptable time of a response. */
  readonly latest: number;
}

/** Handles one custom resource as CloudFormation does. */
export class CloudFormation {
  public readonly deliveries: Delivered[] = [];
  /** How many events had no response within the service timeout. */
  public unanswered = 0;
  /** Whether a second delivery of a change was in progress when its rollback began. */
  public isOvertaken = false;

  public constructor(
    private readonly world: World,
    private readonly resource: { readonly type: string; readonly logicalId: string; readonly stack: string },
    /** The user's fix before repeating a failed operation. */
    private readonly mend = async (): Promise<void> => Promise.resolve(),
  ) {}

  public async carryOut({ before, after }: Change, course: Course): Promise<Outcome> {
    if (!after) return this.remove(before!, course);
    return before ? this.update(before, after, course) : this.create(after, course);
  }

  /** Waits until no work is in progress anymore. */
  public async settle(): Promise<void> {
    for (let count = -1; count !== this.deliveries.length;) {
      count = this.deliveries.length;
      await Promise.all(this.deliveries.map(({ invocation }) => invocation.end));
      await this.world.clock.sleep(REDELIVERED_AFTER[1]! + 30_000); // redeliveries, and calls that take effect late
    }
  }

  private async create(properties: object, course: Course): Promise<Outcome> {
    this.status = course.stackIsNew ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS';
    const forward = await this.forward({ RequestType: 'Create', ResourceProperties: properties }, course);
    if (forward?.Status === 'SUCCESS' && course.commits) {
      return {
        deployed: { id: forward.PhysicalResourceId, properties },
        committed: true,
        repeated: false,
      };
    }
    this.noteWhoIsAtWork();
    this.status = course.stackIsNew ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    const id = forward?.PhysicalResourceId ?? 's-Resource-1A2B3C4D5E6F';
    const repeated = await this.untilSuccess(
      (undoing) => this.deletion({ id, properties }, undoing),
      course.undoing,
    );
    return { deployed: undefined, committed: false, repeated };
  }

  private async update(before: Deployed, properties: object, course: Course): Promise<Outcome> {
    this.status = 'UPDATE_IN_PROGRESS';
    const forward = await this.forward(updateEvent(before.id, properties, before.properties), course);
    const replaced = forward?.Status === 'SUCCESS' && forward.PhysicalResourceId !== before.id;
    if (forward?.Status === 'SUCCESS' && course.commits) {
      this.status = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
      const repeated = replaced && (await this.untilSuccess(() => this.deletion(before)));
      return { deployed: { id: forward.PhysicalResourceId, properties }, committed: true, repeated };
    }
    this.noteWhoIsAtWork();
    this.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    const from = replaced && course.rollsBackWith === 'newId' ? forward.PhysicalResourceId : before.id;
    let repeated = await this.untilSuccess(async (undoing) => {
      const response = await this.respond(updateEvent(from, before.properties, properties), undoing);
      if (response.Status === 'SUCCESS' && response.PhysicalResourceId !== before.id) {
        throw new Error(`the rollback ended with ${response.PhysicalResourceId} instead of ${before.id}`);
      }
      return response;
    }, course.undoing);
    if (replaced) {
      this.status = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
      const next = { id: forward.PhysicalResourceId, properties };
      repeated = (await this.untilSuccess(() => this.deletion(next))) || repeated;
    }
    return { deployed: before, committed: false, repeated };
  }

  private noteWhoIsAtWork(): void {
    this.isOvertaken ||= this.deliveries.some(
      ({ invocation: { isOver, bodies } }) => !isOver && bodies.length === 0,
    );
  }

  private async remove(before: Deployed, { delivery }: Course): Promise<Outcome> {
    this.status = 'DELETE_IN_PROGRESS';
    const first: Delivery = delivery.mode === 'calledOff' ? { mode: 'single' } : delivery;
    const repeated = await this.untilSuccess((mode) => this.deletion(before, mode), first);
    return { deployed: undefined, committed: true, repeated };
  }

  private async deletion(resource: Deployed, delivery: Delivery = { mode: 'single' }): Promise<Response> {
    const event: ResourceEvent = {
      RequestType: 'Delete',
      PhysicalResourceId: resource.id,
      ResourceProperties: resource.properties,
    };
    return this.respond(event, delivery);
  }

  /** @returns `undefined` for a change that was canceled before its response */
  private async forward(event: ResourceEvent, { delivery }: Course): Promise<Response | undefined> {
    // A second delivery can find the work of the first one, in a stack that is already being rolled back.
    const longest = delivery.mode === 'duplicated' ? LONGEST_ROLLBACK : LONGEST_CHANGE;
    const response = this.respond(event, delivery, longest);
    if (delivery.mode !== 'calledOff') return response;
    return Promise.race([response, this.world.clock.sleep(delivery.after).then(() => undefined)]);
  }

  /** Runs an operation that must eventually succeed: if it fails, fixes the cause and repeats it. */
  private async untilSuccess(
    work: (delivery: Delivery) => Promise<Response>,
    first: Delivery = { mode: 'single' },
  ): Promise<boolean> {
    if ((await work(first)).Status === 'SUCCESS') return false;
    this.world.clearFault();
    await this.mend();
    const again = await work({ mode: 'single' });
    if (again.Status !== 'SUCCESS') throw new Error(`it fails again, without any fault: ${again.Reason}`);
    return true;
  }

  private set status(status: string) {
    this.world.statuses.set(this.resource.stack, status);
  }

  /** The time limit for the response to an event that is delivered now. */
  private latestResponse(event: ResourceEvent, sentAt: number, longest: number): number {
    const now = this.world.clock.now();
    if (event.RequestType === 'Delete') return now + LONGEST_DELETION + TRANSFER;
    return Math.max(now, sentAt + longest) + TRANSFER;
  }

  /** Sends an event. The first of several responses counts. */
  private async respond(
    event: ResourceEvent,
    delivery: Delivery,
    longest = LONGEST_ROLLBACK,
  ): Promise<Response> {
    const RequestId = randomUUID();
    const { type, logicalId, stack } = this.resource;
    const sentAt = this.world.clock.now();
    const invoke = (killAt?: number) => {
      const url = `http://responses.invalid/${RequestId}?X-Amz-Date=${amzDate(sentAt)}&X-Amz-Expires=7200&X-Amz-Signature=SECRET`;
      const sent = {
        RequestId,
        ResponseURL: url,
        StackId: stack,
        LogicalResourceId: logicalId,
        ResourceType: type,
        ...event,
      };
      return this.world.invoke(sent, killAt);
    };
    return new Promise<Response>((resolve) => {
      const stop = this.world.clock.after(SERVICE_TIMEOUT, () => {
        this.unanswered++;
        resolve({ Status: 'FAILED', PhysicalResourceId: 'no-response', Reason: 'no response', RequestId });
      });
      const deliver = async (tries: number, killAt?: number): Promise<void> => {
        const invocation = invoke(killAt);
        this.deliveries.push({ invocation, latest: this.latestResponse(event, sentAt, longest) });
        void invocation.response.then(resolve).then(stop);
        await invocation.end;
        const wait = REDELIVERED_AFTER[tries];
        if (!invocation.wasKilled || wait === undefined) return;
        await this.world.clock.sleep(wait);
        await deliver(tries + 1);
      };
      const wait = delivery.mode === 'late' ? this.world.clock.sleep(delivery.by) : undefined;
      void Promise.resolve(wait).then(() => {
        void deliver(0, delivery.mode === 'killed' ? delivery.atStep : undefined);
        if (delivery.mode === 'duplicated') void deliver(0);
      });
    });
  }
}

function updateEvent(id: string, desired: object, former: object): ResourceEvent {
  return {
    RequestType: 'Update',
    PhysicalResourceId: id,
    ResourceProperties: desired,
    OldResourceProperties: former,
  };
}

/** A time in the format of presigned URLs' signatures. */
function amzDate(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
}

import type { ReceivedAnswer } from './answer-box';
import type { EventFields, ProviderHarness } from './provider-harness';

/** The course of a deployment, apart from the provider's actions. */
export interface Course {
  /** Whether the rest of the stack succeeds, or everything is rolled back. */
  readonly commit: boolean;
  /** How events are delivered: once, twice, or again because the function crashed before it responded. */
  readonly delivery: 'once' | 'twice' | 'afterCrash';
  /** Whether CloudFormation cancels the creation and does not wait for its response. */
  readonly cancelled: boolean;
  /** The id with which a replacement is rolled back; AWS does not document it. */
  readonly rollbackWith: 'newId' | 'oldId';
}

interface Deployed {
  readonly id: string;
  readonly properties: object;
}

/** Handles one custom resource of a stack as CloudFormation does. */
export class StackEngine {
  deployed: Deployed | undefined;

  /** @param endFaults called before steps that CloudFormation would repeat until they succeed */
  constructor(
    private readonly harness: ProviderHarness,
    private readonly ResourceType: string,
    private readonly endFaults: () => void,
  ) {}

  /** Creates or updates the resource. Resolves to whether the deployment was committed. */
  async deploy(properties: object, course: Course): Promise<boolean> {
    const former = this.deployed;
    if (former) await this.update(former, properties, course);
    else await this.create(properties, course);
    return this.deployed?.properties === properties;
  }

  async destroy(): Promise<void> {
    if (this.deployed) await this.delete(this.deployed, 'once');
    this.deployed = undefined;
  }

  private async create(properties: object, course: Course): Promise<void> {
    const answer = await this.send(
      { RequestType: 'Create', ResourceProperties: properties },
      course.delivery,
    );
    if (course.cancelled) return this.delete({ id: 'stack-Resource-1ABCDEF', properties }, course.delivery);
    const made = { id: answer.PhysicalResourceId, properties };
    if (answer.Status === 'SUCCESS' && course.commit) this.deployed = made;
    else await this.delete(made, course.delivery);
  }

  private async update(former: Deployed, properties: object, course: Course): Promise<void> {
    const { delivery } = course;
    const answer = await this.sendUpdate(former.id, properties, former.properties, delivery);
    const replaced = answer.Status === 'SUCCESS' && answer.PhysicalResourceId !== former.id;
    const next = { id: answer.PhysicalResourceId, properties };
    if (answer.Status === 'SUCCESS' && course.commit) {
      this.deployed = next;
      if (replaced) await this.delete(former, delivery);
      return;
    }
    this.endFaults();
    const from = replaced && course.rollbackWith === 'newId' ? next.id : former.id;
    const back = await this.sendUpdate(from, former.properties, properties, delivery);
    // An id records what the resource displaced or requested when it was created, which an event with the other id does
    // not know.
    const resource = (id: string) => id.split(/\/displaced\/|\/app-instance-admin\//)[0];
    expect(back.Status).toBe('SUCCESS');
    expect(resource(back.PhysicalResourceId)).toBe(resource(former.id));
    if (replaced) await this.delete(next, delivery);
  }

  /** Deletes a resource like a user: tries again if it fails. */
  private async delete({ id, properties }: Deployed, delivery: Course['delivery']): Promise<void> {
    const event = { RequestType: 'Delete', PhysicalResourceId: id, ResourceProperties: properties };
    const answer = await this.send(event, delivery);
    if (answer.Status === 'SUCCESS') return;
    this.endFaults();
    expect(await this.send(event, 'once')).toMatchObject({ Status: 'SUCCESS' });
  }

  private async sendUpdate(
    id: string,
    desired: object,
    former: object,
    delivery: Course['delivery'],
  ): Promise<ReceivedAnswer> {
    const event = {
      RequestType: 'Update',
      PhysicalResourceId: id,
      ResourceProperties: desired,
      OldResourceProperties: former,
    };
    return this.send(event, delivery);
  }

  /** Passes an event to the provider. The first of two responses counts, unless it was lost in a crash. */
  private async send(fields: EventFields, delivery: Course['delivery']): Promise<ReceivedAnswer> {
    const { ResourceType, harness } = this;
    const event = harness.event({ ...fields, ResourceType }); // each delivery contains the time when it was first sent
    if (delivery === 'afterCrash') {
      await harness.handle(event, 8_000);
      await harness.timers.sleep(60_000); // as long as Lambda waits
    }
    const answer = await harness.handle(event);
    if (delivery === 'twice') await harness.handle(event);
    return answer;
  }
}

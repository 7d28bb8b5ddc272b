import type { ReceivedAnswer } from './answer-box';
import type { EventFields, ProviderHarness } from './provider-harness';

/** How a deployment goes, apart from what the provider does. */
export interface Course {
  /** Whether the rest of the stack works, or everything is rolled back. */
  readonly commit: boolean;
  /** How events are delivered: once, twice, or again because the function ended before its response was out. */
  readonly delivery: 'once' | 'twice' | 'afterCrash';
  /** Whether CloudFormation cancels the creation and does not wait for its response. */
  readonly cancelled: boolean;
  /** With which id a replacement is rolled back: CloudFormation does not document it. */
  readonly rollbackWith: 'newId' | 'oldId';
}

interface Deployed {
  readonly id: string;
  readonly properties: object;
}

/** What CloudFormation does with one custom resource of a stack. */
export class StackEngine {
  deployed: Deployed | undefined;

  /**
   * @param endFaults called before what CloudFormation would repeat until it works
   */
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
    // An id says what was displaced or asked for when it was made, which an event with the other id does not know.
    const resource = (id: string) => id.split(/\/displaced\/|\/app-instance-admin\//)[0];
    expect(back.Status).toBe('SUCCESS');
    expect(resource(back.PhysicalResourceId)).toBe(resource(former.id));
    if (replaced) await this.delete(next, delivery);
  }

  /** Deletes as people do: again if it fails. */
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

  /** Gives an event to the provider. Of two responses the first counts, unless it was lost in a crash. */
  private async send(fields: EventFields, delivery: Course['delivery']): Promise<ReceivedAnswer> {
    const { ResourceType, harness } = this;
    const event = harness.event({ ...fields, ResourceType }); // each delivery says when it was sent first
    if (delivery === 'afterCrash') {
      await harness.handle(event, 8_000);
      await harness.timers.sleep(60_000); // as long as Lambda waits
    }
    const answer = await harness.handle(event);
    if (delivery === 'twice') await harness.handle(event);
    return answer;
  }
}

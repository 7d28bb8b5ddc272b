/** The cases of the suite, generated from the service model. */
import type { Fixtures } from './fixtures';
import { model, SERVICES, type OperationModel, type ServiceName, type Shape } from './service-model';
import { PLACES, Values, type Variant } from './values';

/** One request and its expected result; the same for every client. */
export interface Case {
  readonly id: string;
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** A member that clients fill in, to remove from the body before it is signed. */
  readonly withoutMember?: string;
  /** `ok`: a successful response. `modeled`: that, or an error that the operation models. `refused`: BadRequestException. */
  readonly expected: 'ok' | 'modeled' | 'refused';
}

/** Operations that need a callback or a stream, which only the emulator has. */
const NEED_EMULATOR = [
  'ChannelFlowCallback',
  'GetMessagingStreamingConfigurations',
  'PutMessagingStreamingConfigurations',
];

/** Some operations require a bearer although the model does not say so. */
const BEARER = 'ChimeBearer';

/** Members that are only valid with certain values of other members, which the model does not say. */
function fitting(operation: string, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fitted = { ...input };
  if (operation === 'CreateChannel' && fitted.ElasticChannelConfiguration) {
    fitted.Mode = 'RESTRICTED';
    delete fitted.MemberArns;
  }
  return fitted;
}

/** Every case of every operation. The resources that valid requests need exist by then. */
export async function casesOf(fixtures: Fixtures): Promise<Case[]> {
  const cases: Case[] = [];
  for (const service of SERVICES) {
    for (const operation of Object.keys(model[service].operations)) {
      cases.push(...(await new OperationCases(fixtures, service, operation).all()));
    }
  }
  return cases;
}

class OperationCases {
  private readonly model: OperationModel;
  private readonly input: Shape;
  private readonly values: Values;

  public constructor(
    private readonly fixtures: Fixtures,
    private readonly service: ServiceName,
    private readonly operation: string,
  ) {
    this.model = model[service].operations[operation]!;
    this.input = model[service].shapes[this.model.input.shape]!;
    this.values = new Values(model[service], fixtures.existing);
  }

  public async all(): Promise<Case[]> {
    const cases = [
      this.newCase('minimal', await this.least(), 'ok'),
      this.newCase('maximal', await this.most(), 'ok'),
    ];
    const basis = await this.least();
    for (const variant of this.values.structureVariants(this.input, basis)) {
      if (this.canBeSent(variant)) cases.push(await this.variant(variant));
    }
    for (const [member, { idempotencyToken }] of Object.entries(this.input.members!)) {
      if (!idempotencyToken) continue;
      cases.push({ ...this.newCase(`${member} missing`, basis, 'refused'), withoutMember: member });
    }
    return cases;
  }

  /** A valid request creates or removes something, so each gets its own resources. */
  private async variant({ label, value, valid }: Variant): Promise<Case> {
    const changed = value as Record<string, unknown>;
    if (valid === false) return this.newCase(label, changed, 'refused');
    const member = label.split(' ')[0]!;
    const own = await this.least();
    const isPart = label.startsWith('ChannelMessage ') && !label.includes('MessageId');
    const input = { ...own, [member]: isPart ? merged(own[member], changed[member]) : changed[member] };
    return this.newCase(label, input, valid === 'maybe' ? 'modeled' : 'ok');
  }

  private newCase(
    label: string,
    input: Readonly<Record<string, unknown>>,
    expected: 'ok' | 'modeled' | 'refused',
  ): Case {
    const { service, operation, fixtures } = this;
    const cannotSucceed = NEED_EMULATOR.includes(operation) && !fixtures.isEmulator;
    return {
      id: `${operation} (${service}): ${label}`,
      service,
      operation,
      input: fitting(operation, input),
      expected: expected === 'ok' && cannotSucceed ? 'modeled' : expected,
    };
  }

  /** The smallest valid input of a request. */
  private least(): Promise<Record<string, unknown>> {
    const required = [...(this.input.required ?? []), BEARER];
    return this.request((member) => required.includes(member), 'sample');
  }

  /** An input with all members. */
  private most(): Promise<Record<string, unknown>> {
    return this.request((member) => !PLACES.includes(member), 'full');
  }

  private async request(
    isWanted: (member: string) => boolean,
    size: 'sample' | 'full',
  ): Promise<Record<string, unknown>> {
    const own = await this.fixtures.things(this.operation);
    const members = Object.entries(this.input.members!).filter(([member]) => isWanted(member));
    return Object.fromEntries(
      members.map(([member, reference]) => [
        member,
        merged(own[member], this.values[size](reference, member)),
      ]),
    ) as Record<string, unknown>;
  }

  /** A missing path segment or a missing member that clients fill in can't be sent by leaving it out. */
  private canBeSent({ label, value }: Variant): boolean {
    const [member] = label.split(' ') as [string];
    const { location, idempotencyToken } = this.input.members![member]!;
    const given = (value as Record<string, unknown>)[member];
    if (given === undefined) return location !== 'uri' && !idempotencyToken;
    return given !== '' || location === undefined;
  }
}

/** Values for the request's own resources override generated ones. */
function merged(own: unknown, generated: unknown): unknown {
  return isObject(own) && isObject(generated) ? { ...generated, ...own } : (own ?? generated);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

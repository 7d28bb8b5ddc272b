/** Checks the response to a case against the service model. */
import { isDeepStrictEqual } from 'node:util';
import type { Case } from './cases';
import { model, patternOf, type OperationModel, type Reference, type ServiceModel } from './service-model';

/** The response, on the wire and from the client. */
export interface Answer {
  readonly statusCode: number;
  /** The header `x-amzn-errortype`. */
  readonly errorType?: string;
  /** The header `x-amzn-requestid`. */
  readonly requestId?: string;
  readonly body: string;
  /** The client's result of a successful call; times as text. */
  readonly output?: unknown;
  /** The client's name for the error. */
  readonly errorName?: string;
}

const BAD_REQUEST = 'BadRequestException';

/** Members that responses only have if there is a value. */
const SOMETIMES = ['NextToken', 'SubChannelId', 'ExpirationSettings', 'InitiateDeletionTimestamp'];

/** A case that could not be sent. */
export interface NotSent {
  readonly reason: string;
}

/** The problems with a response; empty if there are none. */
export function problemsOf(test: Case, answer: Answer | NotSent): string[] {
  if (!('statusCode' in answer)) return [`the client did not send it: ${answer.reason}`];
  const checker = new Checker(model[test.service], model[test.service].operations[test.operation]!);
  const isSuccess = answer.statusCode < 300;
  const wanted = {
    ok: isSuccess,
    modeled: answer.statusCode < 500,
    refused: answer.errorType === BAD_REQUEST,
  };
  return [
    ...(wanted[test.expected] ? [] : [`expected ${test.expected}, got ${summaryOf(answer)}`]),
    ...(isSuccess ? checker.success(answer) : checker.refusal(answer)),
  ];
}

function summaryOf({ statusCode, errorType, body }: Answer): string {
  return `${statusCode} ${errorType ?? ''} ${body.slice(0, 200)}`;
}

class Checker {
  public constructor(
    private readonly service: ServiceModel,
    private readonly operation: OperationModel,
  ) {}

  public success(answer: Answer): string[] {
    const { responseCode = 200 } = this.operation.http;
    const problems: string[] = [];
    if (answer.statusCode !== responseCode) problems.push(`status ${answer.statusCode}, not ${responseCode}`);
    if (answer.errorType !== undefined) problems.push('an error type on a success');
    problems.push(...commonProblems(answer));
    const { output } = this.operation;
    if (responseCode === 204 || !output) {
      return answer.body === '' || answer.body === '{}'
        ? problems
        : [...problems, 'a body on an empty response'];
    }
    const body = parsed(answer.body || '{}');
    problems.push(...this.mismatches(output, body, 'answer'), ...this.gaps(output, body));
    if (!isDeepStrictEqual(this.seen(output, body), this.seen(output, answer.output))) {
      problems.push('the client sees something else than the body says');
    }
    return problems;
  }

  public refusal(answer: Answer): string[] {
    const { statusCode, errorType, errorName } = answer;
    const problems = commonProblems(answer);
    // GetMessagingSessionEndpoint has a constraint, but no error for violations: the service's usual one is expected.
    const modeled = [...this.operation.errors.map(({ shape }) => shape), BAD_REQUEST];
    const name = modeled.find((shape) => shape === errorType);
    if (name === undefined) return [...problems, `${errorType ?? 'an error without type'} is not modeled`];
    const { httpStatusCode } = this.service.shapes[name]!.error!;
    if (statusCode !== httpStatusCode) problems.push(`status ${statusCode}, not ${httpStatusCode}`);
    if (errorName !== name) problems.push(`the client calls it ${errorName ?? 'a success'}`);
    const body = parsed(answer.body) as { Code?: unknown; Message?: unknown } | undefined;
    if (typeof body?.Code !== 'string' || typeof body.Message !== 'string') {
      problems.push('no Code and Message');
    }
    return [...problems, ...this.mismatches({ shape: name }, body, 'error')];
  }

  /** The differences between a value and its shape. */
  private mismatches({ shape: name }: Reference, value: unknown, path: string): string[] {
    const shape = this.service.shapes[name]!;
    switch (shape.type) {
      case 'string':
        return typeof value === 'string' ? this.textMismatches(name, value, path) : [`${path} is no text`];
      case 'integer':
        return Number.isInteger(value) ? [] : [`${path} is no integer`];
      case 'boolean':
        return typeof value === 'boolean' ? [] : [`${path} is no boolean`];
      case 'timestamp':
        return typeof value === 'number' && value > 0 ? [] : [`${path} is no time in seconds`];
      case 'list':
        if (!Array.isArray(value)) return [`${path} is no list`];
        return value.flatMap((item, index) => this.mismatches(shape.member!, item, `${path}[${index}]`));
      case 'map':
        if (!isObject(value)) return [`${path} is no map`];
        return Object.entries(value).flatMap(([key, item]) =>
          this.mismatches(shape.value!, item, `${path}.${key}`),
        );
      case 'structure':
        if (!isObject(value)) return [`${path} is no object`];
        return this.memberMismatches(name, value, path);
    }
  }

  private memberMismatches(name: string, value: Record<string, unknown>, path: string): string[] {
    const { members = {}, required = [] } = this.service.shapes[name]!;
    const missing = required.filter((member) => !(member in value));
    return [
      ...missing.map((member) => `${path}.${member} is missing`),
      ...Object.entries(value).flatMap(([member, item]) =>
        Object.hasOwn(members, member)
          ? this.mismatches(members[member]!, item, `${path}.${member}`)
          : [`${path}.${member} is not in the model`],
      ),
    ];
  }

  private textMismatches(name: string, value: string, path: string): string[] {
    const shape = this.service.shapes[name]!;
    const size = [...value].length;
    const isGood =
      (shape.enum?.includes(value) ?? true) &&
      (patternOf(shape)?.test(value) ?? true) &&
      size >= (shape.min ?? 0) &&
      size <= (shape.max ?? Infinity);
    return isGood ? [] : [`${path} breaks the constraints of ${name}`];
  }

  /** The model requires no members in a response. Those that AWS always returns are required here nevertheless. */
  private gaps({ shape }: Reference, body: unknown): string[] {
    const members = Object.keys(this.service.shapes[shape]!.members ?? {});
    return members
      .filter((member) => !SOMETIMES.includes(member))
      .filter((member) => !isObject(body) || !(member in body))
      .map((member) => `${member} is missing in the response`);
  }

  /** A value with its times in milliseconds, whatever their format. */
  private seen({ shape: name }: Reference, value: unknown): unknown {
    const shape = this.service.shapes[name]!;
    if (value === undefined || value === null) return undefined;
    if (shape.type === 'timestamp') {
      return typeof value === 'number' ? Math.round(value * 1000) : Date.parse(String(value));
    }
    if (Array.isArray(value)) return value.map((item) => this.seen(shape.member!, item));
    if (!isObject(value)) return value;
    const entries = Object.entries(value).filter(([member]) => !shape.members || member in shape.members);
    return Object.fromEntries(
      entries.map(([member, item]) => [member, this.seen(shape.members?.[member] ?? shape.value!, item)]),
    );
  }
}

function commonProblems({ requestId }: Answer): string[] {
  return requestId === undefined ? ['no request id'] : [];
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

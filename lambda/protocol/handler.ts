import { answerBody, type Answer } from './answer';
import { explain, Failure } from './failure';
import { putAnswer } from './put';
import { readRequest, type Request } from './request';
import { Run, type LambdaContext, type RunDependencies } from './run';
import { systemTimers } from './timers';

/** The outcome of a successful request. */
export interface Result {
  readonly PhysicalResourceId: string;
  readonly Data?: object;
}

/** Handles the requests for one type of custom resource. */
export interface ResourceProvider {
  /** Names the resource, for use in a sentence. */
  describe(request: Request): string;
  onCreate(run: Run): Promise<Result>;
  onUpdate(run: Run): Promise<Result>;
  onDelete(run: Run): Promise<void>;
}

export interface HandlerOptions extends Partial<RunDependencies> {
  /** Prefix of the physical id in the response to a Create that left nothing behind. The request id follows it. */
  readonly notCreated: string;
  /** By resource type. */
  readonly providers: Readonly<Record<string, ResourceProvider>>;
}

type Handler = (event: unknown, context: LambdaContext) => Promise<void>;

/**
 * Creates a Lambda handler that sends exactly one response to each CloudFormation request, before Lambda ends the function.
 * The handler fails only if it could not deliver the response. Lambda then repeats the event.
 */
export function createHandler(options: HandlerOptions): Handler {
  const { timers = systemTimers, log = console.log, describeStack } = options;
  return async (event, context) => {
    const run = new Run(readRequest(event), context, { timers, log, describeStack });
    if (run.request.sentAt === undefined) {
      run.log('request', 'no time of sending: the time of arrival counts');
    }
    const { PhysicalResourceId, RequestId } = run.request;
    run.physicalResourceId = PhysicalResourceId || `${options.notCreated}/${RequestId}`;

    const work = answerFor(options, run);
    const answer = await beforeDeadline(run, work, () => lateAnswer(options, run));
    const delivered = await putAnswer(run, answerBody(run.request, answer));
    await work;
    if (!delivered) throw new Error(`the response to request ${RequestId} could not be delivered`);
  };
}

async function answerFor(options: HandlerOptions, run: Run): Promise<Answer> {
  try {
    const result = await dispatch(options, run);
    run.log('response', 'SUCCESS');
    return { Status: 'SUCCESS', ...result };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    run.log(run.signal.aborted ? 'abandoned' : 'response', 'FAILED', error, framesOf(error));
    return failed(run, `could not ${asked(options, run)}: ${explain(error)}`);
  }
}

/** Where an unexpected error comes from. Its text is left out, because it may quote properties. */
function framesOf(error: Error): string[] | undefined {
  if (error instanceof Failure) return undefined;
  const lines = error.stack?.split('\n').map((line) => line.trim());
  return lines?.filter((line) => line.startsWith('at ')).slice(0, 8);
}

async function dispatch({ providers, notCreated }: HandlerOptions, run: Run): Promise<Result> {
  const { RequestType, ResourceType, PhysicalResourceId } = run.request;
  const provider = providerOf(providers, ResourceType);
  if (!provider) {
    if (RequestType === 'Delete' && PhysicalResourceId.startsWith(notCreated)) return { PhysicalResourceId };
    throw new Error(
      `the resource type must be ${Object.keys(providers).join(' or ')}, got "${ResourceType}"`,
    );
  }
  if (run.remaining() === 0 || (await run.isForsaken())) {
    const seconds = Math.round(run.age() / 1000);
    throw new Failure(
      `the request was sent ${seconds} seconds ago and may have been canceled`,
      'deploy again',
    );
  }
  switch (RequestType) {
    case 'Create':
      return provider.onCreate(run);
    case 'Update':
      return provider.onUpdate(run);
    case 'Delete':
      await provider.onDelete(run);
      return { PhysicalResourceId };
    default:
      throw new Error(`the request type must be Create, Update or Delete, got "${RequestType}"`);
  }
}

/** The work's response, or the late response if the deadline comes first. */
async function beforeDeadline(run: Run, work: Promise<Answer>, late: () => Answer): Promise<Answer> {
  return new Promise((resolve) => {
    const cancel = run.onDeadline(() => resolve(late()));
    void work.then(resolve).finally(cancel);
  });
}

function lateAnswer(options: HandlerOptions, run: Run): Answer {
  run.log('response', 'DEADLINE', run.lastError);
  const late = `it did not finish within ${Math.round(run.elapsed() / 1000)} seconds`;
  const advice = `try again${run.isLimitedByFunction ? ", or give the provider a longer 'timeout'" : ''}`;
  const parts = [late, run.progress, run.lastError?.message, advice].filter(Boolean);
  return failed(run, `could not ${asked(options, run)}: ${parts.join('; ')}`);
}

function asked({ providers }: HandlerOptions, { request }: Run): string {
  const resource =
    providerOf(providers, request.ResourceType)?.describe(request) ?? request.LogicalResourceId;
  return `${request.RequestType.toLowerCase() || 'handle'} ${resource}`;
}

/** A type that is not ours may have any name, even that of a property that every object has. */
function providerOf(
  providers: HandlerOptions['providers'],
  resourceType: string,
): ResourceProvider | undefined {
  return Object.hasOwn(providers, resourceType) ? providers[resourceType] : undefined;
}

function failed(run: Run, reason: string): Answer {
  return { Status: 'FAILED', PhysicalResourceId: run.physicalResourceId, Reason: reason };
}

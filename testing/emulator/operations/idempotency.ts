import { createHash } from 'node:crypto';
import { isObject } from '../../inputs';
import type { EmulatorBehavior } from '../behavior';
import type { EmulatorClock } from '../clock';
import { conflict } from '../service-error';

interface Answered {
  readonly fingerprint: string;
  readonly output: object;
  readonly at: number;
}

/** Client request tokens: the same token means the same request, which is executed once. */
export class Idempotency {
  /** By operation and token. */
  private readonly answered = new Map<string, Map<string, Answered>>();
  private readonly inFlight = new Map<string, Promise<void>>();

  public constructor(
    private readonly behavior: EmulatorBehavior,
    private readonly clock: EmulatorClock,
  ) {}

  /**
   * Executes a request once.
   *
   * @param exists whether the resource that an earlier request created still exists
   */
  public once<O extends object>(
    operation: string,
    token: string,
    input: object,
    work: () => O,
    exists: (output: object) => boolean,
  ): O {
    const fingerprint = createHash('sha1').update(JSON.stringify(input, sorted)).digest('base64');
    const earlier = this.find(operation, token, exists);
    if (earlier) {
      const { clientRequestTokenOtherBody } = this.behavior;
      if (earlier.fingerprint !== fingerprint && clientRequestTokenOtherBody === 'Conflict') {
        throw conflict("'ClientRequestToken' was used before with another request");
      }
      return earlier.output as O;
    }
    const output = work();
    this.tokensOf(operation).set(token, { fingerprint, output, at: this.clock.now() });
    return output;
  }

  /** Runs one request per token at a time: a second one waits for the first, or is refused. */
  public async exclusively<T>(operation: string, token: unknown, request: () => Promise<T>): Promise<T> {
    if (typeof token !== 'string' || this.behavior.clientRequestTokens === 'ignored') return request();
    const key = `${operation} ${token}`;
    for (let first = this.inFlight.get(key); first; first = this.inFlight.get(key)) {
      if (this.behavior.clientRequestTokenInFlight === 'Conflict') {
        throw conflict("a request with the same 'ClientRequestToken' is in progress");
      }
      await first;
    }
    const running = request();
    const done = running.then(
      () => void this.inFlight.delete(key),
      () => void this.inFlight.delete(key),
    );
    this.inFlight.set(key, done);
    return running;
  }

  private find(operation: string, token: string, exists: (output: object) => boolean): Answered | undefined {
    const { clientRequestTokenWindow, clientRequestTokenAfterDelete } = this.behavior;
    const earlier = this.tokensOf(operation).get(token);
    if (!earlier || this.clock.now() - earlier.at > clientRequestTokenWindow) return undefined;
    return clientRequestTokenAfterDelete === 'returnsSameArn' || exists(earlier.output) ? earlier : undefined;
  }

  private tokensOf(operation: string): Map<string, Answered> {
    let tokens = this.answered.get(operation);
    if (!tokens) this.answered.set(operation, (tokens = new Map()));
    return tokens;
  }
}

/** Serializes maps with the same entries to the same JSON: the order in which clients send them has no meaning. */
function sorted(_: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

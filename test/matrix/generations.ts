import type { Invocation } from './world';

interface Request {
  readonly id: string;
  /** The bucket for the coverage's state. */
  readonly bucket: string | undefined;
  readonly invocation: Invocation;
}

/**
 * Tracks which generation of a coverage each turn works for: once a newer one got its response, no older one may change
 * a channel.
 */
export class Generations {
  private readonly requests: Request[] = [];
  /** The generation that each turn works for. */
  private readonly turns = new Map<Invocation, string>();
  private readonly changes: { readonly generation: string; readonly at: number }[] = [];

  /** CloudFormation has sent a request, later than those before it. */
  public asked(id: string, bucket: string | undefined, invocation: Invocation): void {
    this.requests.push({ id, bucket, invocation });
  }

  /** An invocation has written a state, for a request or for a step of it. */
  public wrote(invocation: Invocation, text: string): void {
    const { state } = JSON.parse(text) as { state: { generation: { requestId: string } } };
    this.turns.set(invocation, state.generation.requestId.split('/')[0]!);
  }

  /** An invocation has changed a channel. */
  public changed(invocation: Invocation, at: number): void {
    const generation = this.turns.get(invocation);
    if (generation !== undefined) this.changes.push({ generation, at });
  }

  public problems(): string[] {
    const isLate = ({ generation, at }: { generation: string; at: number }): boolean => {
      const own = this.requests.findIndex(({ id }) => id === generation);
      return this.requests.some(({ id, bucket, invocation }, index) => {
        const isNewer = index > own && id !== generation && bucket === this.requests[own]?.bucket;
        return isNewer && hasSucceeded(invocation) && invocation.respondedAt! < at;
      });
    };
    return this.changes.some(isLate) ? ['a turn of an older generation wrote after a newer one'] : [];
  }

  public clear(): void {
    this.requests.length = 0;
    this.changes.length = 0;
    this.turns.clear();
  }
}

function hasSucceeded({ bodies }: Invocation): boolean {
  return bodies.some((body) => body.includes('"SUCCESS"'));
}

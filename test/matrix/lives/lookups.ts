import type { Change, ResourceKind, Step } from './kind';
import { type Scene, whose } from './scene';
import { LIFECYCLES } from '../lifecycles';

const LOOKUP = LIFECYCLES['flow-lookup']!;

interface LookupProperties {
  readonly AppInstanceArn: string;
  readonly Name: string;
}

/** One lookup per stack, of someone else's flow: it finds the only flow with that name, or fails. */
export class Lookups implements ResourceKind {
  public static readonly steps = ['lookup-create', 'lookup-name', 'lookup-delete'];
  public static readonly operations = LOOKUP.operations;

  /** The flow that each lookup has found, by its id. */
  private readonly found = new Map<string, string | undefined>();

  public constructor(private readonly scene: Scene) {}

  public turn({ kind, stack, otherStack, number, course }: Step): Change | undefined {
    const id = `${stack}/lookup`;
    const before = this.scene.propertiesOf<LookupProperties>(id);
    const change = { id, keepsLogicalId: true, type: LOOKUP.type, before };
    if (kind === 'lookup-delete' && before) return { ...change, lifecycle: kind, after: undefined };
    const Name = number % 3 === 0 ? 'foreign' : (this.nameOfFlow(otherStack) ?? `own${otherStack}`);
    const flows = this.flowsNamed(Name);
    if (before && !this.canRollBack(id, before, course)) return undefined;
    return {
      ...change,
      lifecycle: before ? 'lookup-name' : 'lookup-create',
      after: { AppInstanceArn: this.scene.stage.home, Name },
      isRefused: flows.length !== 1,
      commit: () => void this.found.set(id, flows[0]),
    };
  }

  public async problems({ id: changed }: Change): Promise<string[]> {
    const wrong = [...this.scene.resources].filter(
      ([id, known]) => id.endsWith('/lookup') && known.id !== this.found.get(id),
    );
    return Promise.resolve(
      wrong.map(
        ([id, known]) => `${whose(id === changed)}lookup found ${known.id}, which it did not look for`,
      ),
    );
  }

  /**
   * If the only flow with its name is gone, a rollback can only keep its id; if there is another one, it finds that.
   */
  private canRollBack(id: string, { Name }: LookupProperties, { rollsBackWith }: Step['course']): boolean {
    const flows = this.flowsNamed(Name);
    return flows.length === 1 ? flows[0] === this.found.get(id) : rollsBackWith === 'oldId';
  }

  private nameOfFlow(stack: number): string | undefined {
    return this.scene.propertiesOf<{ Name: string }>(`${stack}/flow`)?.Name;
  }

  private flowsNamed(name: string): string[] {
    if (name === 'foreign') return [this.scene.stage.foreignFlow];
    return this.scene.ownFlows
      .filter(({ properties }) => (properties as { Name: string }).Name === name)
      .map(({ id }) => id);
  }
}

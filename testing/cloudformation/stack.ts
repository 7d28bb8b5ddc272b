import { setMaxListeners } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { constructPathOf, logicalIdAt } from './construct-paths';
import { inOrder, reversed } from './dependencies';
import { FailurePlan, type InjectedFailures } from './failures';
import { labelOf } from './resource-names';
import { ResourceFailed, ResourceOperations, type ResourceOperationsOptions } from './resource-operations';
import type { ResourceState } from './resource-state';
import type { StackPlan } from './stack-plan';
import type { StackDescription } from '../cloud';

/**
 * What happens to a replaced custom resource on a rollback, which AWS does not document.
 * - `reversedUpdate`: the new resource gets an Update with old and new properties exchanged
 * - `restoreOldId`: the old resource, which still exists, is restored without a request
 */
export type RollbackOfReplacement = 'reversedUpdate' | 'restoreOldId';

/** Options for `Stack`. */
export interface StackOptions extends Omit<ResourceOperationsOptions, 'record'> {
  readonly record: ResourceOperationsOptions['record'];
  readonly rollbackOfReplacement: RollbackOfReplacement;
  /** Whether code of the user decides when resources of a type are replaced. */
  readonly isCustomResource: (type: string) => boolean;
  /** Whether the parent stack decides when an update is finished. */
  readonly isNested: boolean;
  /** Finishes the update of a nested stack, if the resource is one. */
  readonly finishNested: (physicalId: string) => Promise<void>;
}

/** A physical resource that was replaced by another. */
interface Superseded {
  readonly state: ResourceState;
  readonly retained: boolean;
}

/** The initial state of a successful update, which can still be rolled back. */
interface Unfinished {
  readonly former: StackPlan;
  readonly before: ReadonlyMap<string, ResourceState>;
}

/** The error for an operation on a stack that has failed and been rolled back. */
export class StackOperationFailed extends Error {}

/** A stack throughout its lifecycle: created, updated, rolled back, and deleted, as in CloudFormation. */
export class Stack implements StackDescription {
  public readonly stackName: string;
  public readonly stackId: string;
  public readonly creationTime: Date;
  public stackStatus = 'REVIEW_IN_PROGRESS';
  public outputs: Readonly<Record<string, string>> = {};
  private readonly states = new Map<string, ResourceState>();
  private readonly operations: ResourceOperations;
  private plan?: StackPlan;
  private superseded: Superseded[] = [];
  private unfinished?: Unfinished;

  public constructor(private readonly options: StackOptions) {
    this.operations = new ResourceOperations(options);
    this.stackName = options.stackName;
    this.stackId = options.stackId;
    this.creationTime = new Date(options.cloud.emulator.clock.now());
  }

  public get resources(): ReadonlyMap<string, ResourceState> {
    return this.states;
  }

  /** The logical id for a construct path. */
  public logicalIdAt(path: string): string | undefined {
    return logicalIdAt(path, this.constructPaths);
  }

  /** The construct path of a resource, if known. */
  public constructPathOf(logicalId: string): string | undefined {
    return constructPathOf(logicalId, this.constructPaths);
  }

  /**
   * Failures of resources that the stack has, or that a plan adds.
   *
   * @throws if a name does not match a resource
   */
  public failurePlan(failures: InjectedFailures = {}, plan?: StackPlan): FailurePlan {
    const isResource = (logicalId = ''): boolean =>
      this.states.has(logicalId) || Object.hasOwn(plan?.resources ?? {}, logicalId);
    return FailurePlan.of(failures, (name) =>
      [name, plan?.logicalIdAt(name), this.logicalIdAt(name)].find(isResource),
    );
  }

  /**
   * @param signal cancels the creation
   * @throws {StackOperationFailed} after everything has been rolled back
   */
  public async create(plan: StackPlan, failures: FailurePlan, signal?: AbortSignal): Promise<void> {
    this.plan = plan;
    this.operations.begin();
    this.enter('CREATE_IN_PROGRESS');
    const problem = await this.bringAbout(plan, failures, signal);
    if (problem === undefined) return this.enter('CREATE_COMPLETE', this.stubSummary());

    this.enter('ROLLBACK_IN_PROGRESS', problem);
    const created = [...this.states.values()];
    const second = await this.deleteAll(created, failures, isRetainedOnCreate);
    this.enter(second === undefined ? 'ROLLBACK_COMPLETE' : 'ROLLBACK_FAILED', second);
    throw new StackOperationFailed(
      second === undefined ? problem : `${problem}; the rollback failed as well: ${second}`,
    );
  }

  /**
   * @param signal cancels the update
   * @throws {StackOperationFailed} after everything has been rolled back
   */
  public async update(plan: StackPlan, failures: FailurePlan, signal?: AbortSignal): Promise<void> {
    this.refuseTypeChanges(plan);
    const former = this.plan!;
    const before = new Map(this.states);
    this.superseded = [];
    this.operations.begin();
    this.enter('UPDATE_IN_PROGRESS');
    const problem = await this.bringAbout(plan, failures, signal);
    if (problem !== undefined) {
      const second = await this.rollBack({ former, before }, problem, failures);
      throw new StackOperationFailed(
        second === undefined ? problem : `${problem}; the rollback failed as well: ${second}`,
      );
    }
    this.plan = plan;
    this.unfinished = { former, before };
    this.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    if (!this.options.isNested) await this.finish(failures);
  }

  /** Deletes the leftovers of an update; those of nested stacks, only when the outermost stack is updated. */
  public async finish(failures: FailurePlan): Promise<void> {
    const { before } = this.unfinished ?? {};
    if (!before) return;
    this.unfinished = undefined;
    await this.finishNested();
    const removed = [...before.values()].filter(({ logicalId }) => !(logicalId in this.plan!.resources));
    await this.cleanUp(removed, failures, isRetained);
    this.enter('UPDATE_COMPLETE', this.stubSummary());
  }

  /** Whether an update is waiting to be finished. */
  public get isUnfinished(): boolean {
    return this.unfinished !== undefined;
  }

  /** @throws {StackOperationFailed} if an unfinished update cannot be rolled back */
  public async takeBack(failures: FailurePlan): Promise<void> {
    const unfinished = this.unfinished!;
    this.unfinished = undefined;
    this.plan = unfinished.former;
    const second = await this.rollBack(unfinished, 'the stack around it is rolled back', failures);
    if (second !== undefined) throw new StackOperationFailed(`the rollback failed: ${second}`);
  }

  /** @throws {StackOperationFailed} if something could not be deleted; you can try to delete the rest again */
  public async delete(failures: FailurePlan): Promise<void> {
    const { cloud, stackName } = this.options;
    cloud.exports.update(stackName, new Map(), new Set());
    this.operations.begin();
    this.enter('DELETE_IN_PROGRESS');
    const problem = await this.deleteAll([...this.states.values()], failures, isRetained);
    if (problem === undefined) return this.enter('DELETE_COMPLETE');
    this.enter('DELETE_FAILED', problem);
    throw new StackOperationFailed(problem);
  }

  /** Includes those that only the template contains. */
  private get constructPaths(): (readonly [path: string, logicalId: string])[] {
    const inTemplate = [...this.states.values()].flatMap(({ definition, logicalId }) => {
      const path = definition.Metadata?.['aws:cdk:path'];
      return typeof path === 'string' ? [[path, logicalId] as const] : [];
    });
    return [...(this.plan?.constructPaths ?? []), ...inTemplate];
  }

  /** Creates or updates every resource of a plan, then the outputs; returns the first problem. */
  private async bringAbout(
    plan: StackPlan,
    failures: FailurePlan,
    outer?: AbortSignal,
  ): Promise<string | undefined> {
    const cancellation = new AbortController();
    const signal = AbortSignal.any([cancellation.signal, ...(outer ? [outer] : [])]);
    setMaxListeners(0, signal); // there are as many listeners as resources
    let problem: string | undefined;
    await inOrder(plan.graph, async (logicalId) => {
      if (signal.aborted) return false;
      try {
        await this.bringAboutResource(logicalId, plan, failures, signal);
        return true;
      } catch (error) {
        problem ??= `${labelOf(logicalId, plan.resources[logicalId])}: ${(error as Error).message}`;
        cancellation.abort();
        return false;
      }
    });
    if (outer?.aborted) problem ??= 'the operation was canceled';
    return problem ?? this.publishOutputs(plan);
  }

  private async bringAboutResource(
    logicalId: string,
    plan: StackPlan,
    failures: FailurePlan,
    signal: AbortSignal,
  ) {
    const definition = plan.resources[logicalId]!;
    const dependencies = plan.graph.get(logicalId)!;
    const current = this.states.get(logicalId);
    const properties = this.propertiesOf(logicalId, plan, current);
    const target = { logicalId, definition, dependencies, properties, source: plan.source };
    if (current && !current.uncertain && isDeepStrictEqual(current.properties, properties)) {
      this.states.set(logicalId, { ...current, definition, dependencies });
      return;
    }
    try {
      const state = await (current
        ? this.operations.update(current, target, failures, signal)
        : this.operations.create(target, failures, signal));
      this.states.set(logicalId, state);
      if (current && current.physicalId !== state.physicalId) this.supersede(current);
    } catch (error) {
      const left = error instanceof ResourceFailed ? error.state : undefined;
      if (left) this.states.set(logicalId, left);
      throw error;
    }
  }

  /** A reference without a target is a failure of the resource that contains it. */
  private propertiesOf(logicalId: string, plan: StackPlan, current: ResourceState | undefined) {
    try {
      return plan.properties(logicalId, this.states);
    } catch (error) {
      const reason = (error as Error).message;
      const status = current ? 'UPDATE_FAILED' : 'CREATE_FAILED';
      const { Type: type } = plan.resources[logicalId]!;
      const { stackName } = this.options;
      this.options.record({
        stackName,
        logicalId,
        physicalId: current?.physicalId ?? '',
        type,
        status,
        reason,
      });
      throw error;
    }
  }

  private publishOutputs(plan: StackPlan): string | undefined {
    const { cloud, stackName } = this.options;
    try {
      const { values, exports } = plan.outputs(this.states);
      cloud.exports.update(stackName, exports, plan.imports);
      this.outputs = values;
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /**
   * Restores the former plan, as a separate update, and deletes the resources that the update created; returns a
   * failure, if any.
   */
  private async rollBack(
    { former, before }: Unfinished,
    problem: string,
    failures: FailurePlan,
  ): Promise<string | undefined> {
    this.enter('UPDATE_ROLLBACK_IN_PROGRESS', problem);
    this.takeBackReplaced();
    const second = await this.bringAbout(former, failures);
    if (second !== undefined) {
      this.enter('UPDATE_ROLLBACK_FAILED', second);
      return second;
    }
    this.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    await this.finishNested(); // a nested stack that had rolled itself back has now been updated; its next update is a new one
    const created = [...this.states.values()].filter(({ logicalId }) => !before.has(logicalId));
    await this.cleanUp(created, failures, isRetainedOnCreate);
    this.enter('UPDATE_ROLLBACK_COMPLETE');
    return undefined;
  }

  private async finishNested(): Promise<void> {
    for (const { physicalId } of this.states.values()) await this.options.finishNested(physicalId);
  }

  /** The former resource of a replacement still exists, and CloudFormation returns to it by itself. */
  private takeBackReplaced(): void {
    const asksFirst = this.options.rollbackOfReplacement === 'reversedUpdate';
    for (const { state } of [...this.superseded]) {
      if (asksFirst && this.options.isCustomResource(state.type)) continue;
      const current = this.states.get(state.logicalId)!;
      this.states.set(state.logicalId, state);
      this.superseded.push({ state: current, retained: false });
    }
  }

  private supersede(state: ResourceState): void {
    const retained = state.definition.UpdateReplacePolicy === 'Retain';
    this.superseded.push({ state, retained });
  }

  /**
   * Deletes resources that are no longer needed. Any that can't be deleted remain, but no longer belong to the stack.
   */
  private async cleanUp(
    removed: ResourceState[],
    failures: FailurePlan,
    isKept: (state: ResourceState) => boolean,
  ): Promise<void> {
    const replaced = this.superseded.filter(
      ({ state }) => this.states.get(state.logicalId)?.physicalId !== state.physicalId,
    );
    const retained = new Set(replaced.filter((item) => item.retained).map(({ state }) => state));
    const states = [...replaced.map(({ state }) => state), ...removed];
    for (const { logicalId } of removed) this.states.delete(logicalId);
    await inOrder(reversed(graphOf(states)), async (id) => {
      for (const state of states.filter(({ logicalId }) => logicalId === id)) {
        const keep = removed.includes(state) ? isKept(state) : retained.has(state);
        if (keep) this.operations.retain(state);
        else await this.operations.delete(state, this.plan!.source, failures);
      }
      return true;
    });
    this.superseded = [];
  }

  /**
   * Deletes resources, except those that another one still needs; returns what could not be deleted and why, if any.
   */
  private async deleteAll(
    states: ResourceState[],
    failures: FailurePlan,
    isKept: (state: ResourceState) => boolean,
  ): Promise<string | undefined> {
    const problems = new Map<string, string>();
    await inOrder(reversed(graphOf(states)), async (id) => {
      const state = this.states.get(id)!;
      if (isKept(state)) {
        this.operations.retain(state);
      } else {
        const problem = await this.operations.delete(state, this.plan!.source, failures);
        if (problem !== undefined) {
          problems.set(id, problem);
          return false;
        }
      }
      this.states.delete(id);
      return true;
    });
    if (this.states.size === 0) return undefined;
    const untouched = [...this.states.values()]
      .filter(({ logicalId }) => !problems.has(logicalId))
      .map(({ logicalId, definition }) => labelOf(logicalId, definition));
    const consequence =
      untouched.length === 0 ? [] : [`what these still need was not deleted: ${untouched.join(', ')}`];
    return [...problems.values(), ...consequence].join('; ');
  }

  private refuseTypeChanges(plan: StackPlan): void {
    const changed = [...this.states.values()].filter(
      ({ logicalId, type }) => logicalId in plan.resources && plan.resources[logicalId]!.Type !== type,
    );
    if (changed.length === 0) return;
    const names = changed.map(({ logicalId, definition }) => labelOf(logicalId, definition)).join(', ');
    throw new Error(`an update cannot change the type of a resource: ${names}`);
  }

  /** The resources that are only stubs, if any. */
  private stubSummary(): string | undefined {
    const stubs = [...this.states.values()].filter(({ stub }) => stub);
    if (stubs.length === 0) return undefined;
    const names = stubs.map(({ logicalId, type }) => `${logicalId} (${type})`).join(', ');
    const taken = stubs.flatMap(({ logicalId, stub }) =>
      [...stub!.placeholders].map((name) => `${logicalId}.${name}`),
    );
    const placeholders = taken.length === 0 ? '' : `; placeholders were used for ${taken.join(', ')}`;
    return `stubs, of which nothing runs: ${names}${placeholders}`;
  }

  private enter(status: string, reason?: string): void {
    const { stackName, stackId } = this.options;
    this.stackStatus = status;
    this.options.record({
      stackName,
      logicalId: stackName,
      physicalId: stackId,
      type: 'AWS::CloudFormation::Stack',
      status,
      ...(reason !== undefined && { reason }),
    });
  }
}

function isRetained({ definition }: ResourceState): boolean {
  return definition.DeletionPolicy === 'Retain' || definition.DeletionPolicy === 'RetainExceptOnCreate';
}

function isRetainedOnCreate({ definition }: ResourceState): boolean {
  return definition.DeletionPolicy === 'Retain';
}

function graphOf(states: ResourceState[]) {
  return new Map(states.map(({ logicalId, dependencies }) => [logicalId, dependencies]));
}

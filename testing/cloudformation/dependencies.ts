import { references } from './intrinsics';
import type { TemplateResource } from './template';
import { unresolved } from './validation';

/** Logical id → the logical ids of the resources that must exist first. */
export type DependencyGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** The dependencies between the resources of a template, by `DependsOn` and by references. */
export function dependencyGraph(resources: Readonly<Record<string, TemplateResource>>): DependencyGraph {
  const graph = new Map(
    Object.entries(resources).map(([id, resource]) => {
      const { DependsOn: dependsOn = [], Properties: properties, Metadata: metadata } = resource;
      const named = [dependsOn].flat();
      const unknown = named.find((name) => !Object.hasOwn(resources, name));
      if (unknown !== undefined) throw unresolved('Resources', id, [unknown]);
      const referenced = references([properties, metadata]).filter((name) => Object.hasOwn(resources, name));
      return [id, new Set([...named, ...referenced])] as const;
    }),
  );
  refuseCycles(graph);
  return graph;
}

/** The same graph for deletion: everything comes after the resources that depend on it. */
export function reversed(graph: DependencyGraph): DependencyGraph {
  const result = new Map([...graph.keys()].map((id) => [id, new Set<string>()]));
  for (const [id, dependencies] of graph) {
    for (const dependency of dependencies) result.get(dependency)?.add(id);
  }
  return result;
}

function refuseCycles(graph: DependencyGraph): void {
  const done = new Set<string>();
  const visit = (id: string, path: string[]): void => {
    if (path.includes(id)) {
      throw new Error(
        `circular dependency between resources: ${[...path.slice(path.indexOf(id)), id].join(' → ')}`,
      );
    }
    if (done.has(id)) return;
    for (const dependency of graph.get(id) ?? []) visit(dependency, [...path, id]);
    done.add(id);
  };
  for (const id of graph.keys()) visit(id, []);
}

/**
 * Does work for each node, as parallel as the dependencies allow.
 *
 * If the work for a node fails (or `work` resolves to `false`), the nodes that depend on it are skipped. The promise
 * resolves when all work is done or skipped.
 */
export async function inOrder(graph: DependencyGraph, work: (id: string) => Promise<boolean>): Promise<void> {
  const results = new Map<string, Promise<boolean>>();
  const start = (id: string): Promise<boolean> => {
    const started = results.get(id);
    if (started) return started;
    const dependencies = [...(graph.get(id) ?? [])].filter((dependency) => graph.has(dependency)).map(start);
    const result = Promise.all(dependencies).then(async (done) => done.every(Boolean) && (await work(id)));
    results.set(id, result);
    return result;
  };
  await Promise.all([...graph.keys()].map(start));
}

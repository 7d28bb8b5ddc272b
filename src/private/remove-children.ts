import type { IConstruct } from 'constructs';

/** Leaves of a construct nothing but its place in the tree, so that what depends on it depends on nothing. */
export function removeChildren({ node }: IConstruct): void {
  for (const child of node.children) node.tryRemoveChild(child.node.id);
}

import type { StubOptions, Stubs } from './stubs';

/** How to stub something, for callers of the deployment and for users of the command. */
export function setStubs(...ways: readonly Stubs[]): string {
  const options = ways.map((stubs) => (stubs === 'all' ? '--stubs all' : optionsFor(stubs)));
  const values = ways.map((stubs) => (stubs === 'all' ? "'all'" : JSON.stringify(stubs)));
  return `set 'stubs' (for the command, ${options.join(' or ')}) to ${values.join(' or to ')}`;
}

/** The command reads stubs of individual resources from a file. */
function optionsFor({ types = [], resources }: StubOptions): string {
  if (resources) return '--stubs FILE.json with this content';
  return [types]
    .flat()
    .map((type) => `--stubs ${type}`)
    .join(' ');
}

/** How to provide an attribute of a resource that it does not have here. */
export function stubWith(name: string, attribute: string): string {
  const resources = { [name]: { attributes: { [attribute]: '…' } } };
  return `${setStubs({ resources })}, which stubs the resource`;
}

/** How to say that something is to be stubbed, to who calls the deployment and to who starts the command. */
export const SET_STUBS = "set 'stubs' (--stubs for the command) to";

/** How a resource gets an attribute that it does not have here. */
export function stubWith(name: string, attribute: string): string {
  const stubs = JSON.stringify({ resources: { [name]: { attributes: { [attribute]: '…' } } } });
  return `set 'stubs' (for the command, --stubs FILE.json with this content) to ${stubs}, which stubs the resource`;
}

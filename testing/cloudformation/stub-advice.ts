/** How to say that something is to be stubbed, to who calls the deployment and to who starts the command. */
export const SET_STUBS = "set 'stubs' (--stubs for the command) to";

/** How a resource gets an attribute that it does not have here. */
export function stubWith(name: string, attribute: string): string {
  return (
    `${SET_STUBS} { resources: { '${name}': { attributes: { '${attribute}': '…' } } } },` +
    ' which stubs the resource'
  );
}

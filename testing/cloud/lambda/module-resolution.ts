import { register } from 'node:module';

/**
 * Lets ES modules find what CommonJS finds through `NODE_PATH`, as the Lambda runtime does. The hook runs in a thread of
 * its own, so it is a module by itself.
 */
const HOOK = `
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
const require = createRequire(import.meta.url.startsWith('file:') ? import.meta.url : 'file:///');
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || /^[./]|^\\w+:/.test(specifier)) throw error;
    return { url: pathToFileURL(found(specifier, error)).href, shortCircuit: true };
  }
}
function found(specifier, error) {
  try {
    return require.resolve(specifier);
  } catch {
    // it names the module that imports, and no path of this hook
    const [name] = /^@(aws-sdk|smithy)\\/[\\w-]+/.exec(specifier) ?? [];
    if (name) error.message += ": Lambda's runtime has it, this machine does not; run 'npm install --save-dev " + name + "' beside your app";
    throw error;
  }
}
`;

export function resolveModulesThroughNodePath(): void {
  register(`data:text/javascript,${encodeURIComponent(HOOK)}`);
}

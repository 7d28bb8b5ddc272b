import Module, { register } from 'node:module';

/**
 * Lets ES modules find everything that CommonJS finds through `NODE_PATH`, as the Lambda runtime does, and in layers by
 * their paths below `/opt`. The hook runs in its own thread, so it is a separate module.
 */
const HOOK = `
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
let layers;
export const initialize = (folder) => void (layers = folder);
const require = createRequire(import.meta.url.startsWith('file:') ? import.meta.url : 'file:///');
export async function resolve(specifier, context, next) {
  const path = specifier.startsWith('file:///') ? fileURLToPath(specifier) : specifier;
  const place = layers + path.slice(4);
  if (layers && path.startsWith('/opt/') && existsSync(place)) return next(pathToFileURL(place).href, context);
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
    // this error names the importing module, and no path of this hook
    const [name] = /^@(aws-sdk|smithy)\\/[\\w-]+/.exec(specifier) ?? [];
    if (name) error.message += ": Lambda's runtime has it, this machine does not; run 'npm install --save-dev " + name + "' beside your app";
    throw error;
  }
}
`;

/** The URL of the hook's frames in an error's stack; it contains the whole program. */
export const HOOK_URL = `data:text/javascript,${encodeURIComponent(HOOK)}`;

let isRegistered = false;

/** Registers the hook, which starts its thread: this costs half as much as starting Node.js itself. */
export function resolveModulesThroughNodePath(layers: string | undefined): void {
  if (isRegistered) return;
  isRegistered = true;
  register(HOOK_URL, { data: layers });
}

/** Compiles the modules that `require` loads; it can be replaced, as programs that transpile modules do. */
interface Compiler {
  _compile(this: unknown, content: string, filename: string, ...rest: unknown[]): unknown;
}

/** An import of anything but a built-in module of Node.js, which needs no lookup. */
const DYNAMIC_IMPORT = /\bimport\s*\((?!\s*["']node:)/;

/** Registers the hook when the first CommonJS module with an `import()` is loaded; most have none. */
export function resolveDynamicImportsThroughNodePath(layers: string | undefined): void {
  const compiler = Module.prototype as unknown as Compiler;
  const compile = compiler._compile;
  compiler._compile = function (content, ...rest) {
    if (DYNAMIC_IMPORT.test(content)) resolveModulesThroughNodePath(layers);
    return compile.call(this, content, ...rest);
  };
}

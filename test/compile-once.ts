import vm from 'node:vm';

const { compileFunction } = vm;

interface Compiled {
  readonly code: string;
  readonly parameters: string;
  readonly script: vm.Script;
}

/**
 * Makes V8 compile each module once per process. Jest has every module compiled again for each test file, as a
 * function; a script can run in each context, and keeps everything that has been compiled.
 */
export function compileOnce(): void {
  const compiled = new Map<string, Compiled>();
  vm.compileFunction = (code, parameters = [], options = {}) => {
    const { parsingContext, filename = '' } = options;
    if (!parsingContext) return compileFunction(code, parameters, options);
    const names = parameters.join(',');
    let known = compiled.get(filename);
    if (known?.code !== code || known.parameters !== names) {
      known = { code, parameters: names, script: functionScript(code, names, filename) };
      compiled.set(filename, known);
    }
    return known.script.runInContext(parsingContext) as ReturnType<typeof compileFunction>;
  };
}

function functionScript(code: string, parameters: string, filename: string): vm.Script {
  const head = `(function (${parameters}) {`;
  return new vm.Script(`${head}${code}\n})`, { filename, columnOffset: -head.length });
}

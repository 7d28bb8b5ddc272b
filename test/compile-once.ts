import vm from 'node:vm';

const { compileFunction } = vm;

/**
 * Lets V8 compile each module once in a process. Jest has every module of every test file compiled anew, as a function, which V8
 * does not remember; scripts of the same name and text it does, with all that has been compiled of them since.
 */
export function compileOnce(): void {
  vm.compileFunction = (code, parameters = [], options = {}) => {
    const { parsingContext, filename } = options;
    if (!parsingContext) return compileFunction(code, parameters, options);
    const head = `(function (${parameters.join(',')}) {`;
    const script = new vm.Script(`${head}${code}\n})`, { filename, columnOffset: -head.length });
    return script.runInContext(parsingContext) as ReturnType<typeof compileFunction>;
  };
}

import { indented, type Form } from './examples';

/** For the stack, which an example gets from elsewhere without declaring it. */
const IMPORT = 'import "github.com/aws/aws-cdk-go/awscdk/v2"';
const STACK = { name: 'stack', type: 'awscdk.Stack' };

/**
 * An example as a function, whose parameters are the stack and the values that it declares. `projenrc/go` imports
 * everything else.
 */
export const GO: Form = {
  language: 'go',
  isImport: /^import /,
  declaration: /^var (?<name>\w+) (?<type>[\w.]+)(?: \/\/.*)?$/,
  fileName: (number) => `example_${number}.go`,
  program: ({ number, imports, declarations, body }) => {
    const hasStack = declarations.some(({ name }) => name === STACK.name);
    const parameters = hasStack ? declarations : [STACK, ...declarations];
    // Go rejects unused variables
    const variables = body.flatMap((line) => /^\w+(?= := )/.exec(line) ?? []);
    return [
      'package examples',
      ...new Set([IMPORT, ...imports]),
      '',
      `func Example${number}(${parameters.map(({ name, type }) => `${name} ${type}`).join(', ')}) {`,
      indented([...body, ...variables.map((name) => `_ = ${name}`)], '\t'),
      '}\n',
    ].join('\n');
  },
};

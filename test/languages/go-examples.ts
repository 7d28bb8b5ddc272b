import { indented, type Form } from './examples';

/** An example as a function: something that has the form of Go. */
export const GO: Form = {
  language: 'go',
  isImport: /^import /,
  declaration: /^var (?<name>\w+) (?<type>\w+)(?: \/\/.*)?$/,
  fileName: (number) => `example_${number}.go`,
  program: ({ imports, declarations, body }) => {
    const parameters = declarations.map(({ name, type }) => `${name} ${type}`);
    return [
      'package example',
      ...new Set(imports),
      '',
      `func example(${parameters.join(', ')}) {`,
      `${indented(body, '\t')}`,
      '}\n',
    ].join('\n');
  },
};

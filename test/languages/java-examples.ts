import { indented, type Form } from './examples';

/**
 * The parts of aws-cdk-lib that examples use without importing them: the types of structs, and the imports of
 * rosetta/default.ts-fixture.
 */
const SERVICES = ['chime', 'cloudwatch', 'ec2', 'events', 'lambda', 'sns'];
const IMPORTS = [
  'java.util.List',
  'io.github.cdkchimesdkmessaging.*',
  'software.amazon.awscdk.*',
  ...SERVICES.map((service) => `software.amazon.awscdk.services.${service}.*`),
  'software.amazon.awscdk.services.lambda.Runtime', // java.lang has one, too
  'software.constructs.*',
];

/** An example as the constructor of a stack, whose parameters are the values that it gets from elsewhere. */
export const JAVA: Form = {
  language: 'java',
  isImport: /^import /,
  declaration: /^(?<type>[A-Z]\w*) (?<name>\w+);(?: \/\/.*)?$/,
  fileName: (number) => `Example${number}.java`,
  program: ({ number, imports, declarations, body }) => {
    const parameters = declarations.map(({ name, type }) => `${type} ${name}`);
    return [
      ...new Set([...IMPORTS.map((name) => `import ${name};`), ...imports]),
      '',
      `class Example${number} extends Stack {`,
      `    Example${number}(${['Construct scope', 'String id', ...parameters].join(', ')}) {`,
      '        super(scope, id);',
      indented(body, '        '),
      '    }',
      '}\n',
    ].join('\n');
  },
};

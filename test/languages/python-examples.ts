import { indented, type Form } from './examples';

/** The imports of rosetta/default.ts-fixture. */
const IMPORTS = [
  'from aws_cdk import Duration, Stack',
  'import aws_cdk.aws_chime as chime',
  'import aws_cdk.aws_ec2 as ec2',
  'import aws_cdk.aws_lambda as lambda_',
  'import aws_cdk.aws_sns as sns',
];

/** An example as a function, whose parameters are `self` and the values that it gets from elsewhere. */
export const PYTHON: Form = {
  language: 'python',
  isImport: /^(?:from|import) /,
  declaration: /^# (?<name>\w+): (?<type>[A-Za-z][\w.]*)(?: #.*)?$/,
  fileName: (number) => `example_${number}.py`,
  program: ({ imports, declarations, body }) => {
    const parameters = declarations.map(
      ({ name, type }) => `${name}: ${type.replace(/^lambda\./, 'lambda_.')}`,
    );
    return [
      ...new Set([...IMPORTS, ...imports]),
      '',
      `def example(${['self: Stack', ...parameters].join(', ')}) -> None:`,
      `${indented(body)}\n`,
    ].join('\n');
  },
};

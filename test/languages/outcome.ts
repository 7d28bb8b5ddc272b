/** The expected result of the program in every language. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../harness/folders';
import { runCommand } from '../harness/run-command';

export type Templates = Readonly<Record<string, unknown>>;

/** The folder for a program's templates. */
export function environmentOf(folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    CDK_OUTDIR: join(folder, 'cdk.out'),
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0],
  };
}

/** The templates that TypeScript creates; the other languages must match them. */
export async function typeScriptTemplates(folder: string): Promise<Templates> {
  const program = join(__dirname, 'programs', 'typescript', 'stacks.ts');
  await runCommand('npx', ['tsx', '--tsconfig', 'examples/tsconfig.json', program], {
    cwd: REPOSITORY,
    env: environmentOf(folder),
  });
  return templatesIn(folder);
}

/** Fails if a program in another language has defined something different. */
export function checkTemplates(folder: string, expected: Templates): void {
  const templates = templatesIn(folder);
  assert.deepEqual(Object.keys(templates), Object.keys(expected));
  for (const [name, template] of Object.entries(templates)) {
    assert.deepEqual(template, expected[name], `${name} differs from TypeScript's`);
  }
}

function templatesIn(folder: string): Templates {
  const output = join(folder, 'cdk.out');
  const files = readdirSync(output).filter((file) => file.endsWith('.template.json'));
  return Object.fromEntries(
    files.map((file) => [file, JSON.parse(readFileSync(join(output, file), 'utf8')) as unknown]),
  );
}

/** The error for bad input in any language: the construct's sentence, with its path. */
const ERRORS: Readonly<Record<string, RegExp>> = {
  'no processor': /'processors' must contain 1 to 3 processors, got 0 \(in Chat\/Flow\)/,
  arn: /'appInstanceArn' must be the ARN of an app instance .* \(in Chat\/AppInstance\)/,
  name: /'channelFlowName' must .* \(in Chat\/Flow\)/,
  attempts: /'retryAttempts' must be 0, 1 or 2, got 3 \(in Chat\/Guard\)/,
};

/** Checks the errors that a program printed as its last line. */
export function checkErrors(stdout: string, own: Readonly<Record<string, RegExp>> = {}): void {
  const errors = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, string>;
  for (const [name, message] of Object.entries({ ...ERRORS, ...own })) {
    assert.match(errors[name] ?? 'no error', message);
  }
}

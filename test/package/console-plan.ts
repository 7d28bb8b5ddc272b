import { codeBlocks, codeFiles, type CodeBlock } from '../../projenrc/pages';

/** What happens to a block of a page, in the order of the page. */
export type Step =
  | { readonly kind: 'write'; readonly file: string; readonly text: string }
  | { readonly kind: 'run'; readonly block: CodeBlock; readonly text: string }
  /** A command that runs until it is stopped: it must say that it is ready. */
  | { readonly kind: 'start'; readonly block: CodeBlock; readonly text: string }
  | { readonly kind: 'skip'; readonly block: CodeBlock; readonly text: string; readonly reason: string };

interface Omission {
  /** How the commands begin. */
  readonly commands: RegExp;
  readonly reason: string;
}

/** What does not run in the empty folder of a page. */
const NOT_RUN: readonly Omission[] = [
  { commands: /^(git clone|npm ci) /, reason: 'the repository is here, and its demo is a stage of its own' },
  {
    commands: /^npx cdk (bootstrap|deploy)/,
    reason: 'it needs an AWS account; the emulator deploys the same app',
  },
  {
    commands: /^npm install (cdk-chime-sdk-messaging aws-cdk-lib|--save-dev aws-cdk@2 typescript)/,
    reason: 'for apps that exist: npm run test:package installs it in some',
  },
  {
    commands: /^npm install --save-dev jest/,
    reason: 'for apps that exist: npm run test:package has a test of each runner',
  },
];

const APP = String.raw`npx aws-cdk@2 init|npx cdk synth|npx chime-messaging-emulator`;

/** What needs the compiler of a language. The processors of their pages are bundled like a reader's. */
const COMPILED: Readonly<Record<string, Omission>> = {
  java: {
    commands: new RegExp(`^(${APP}|mvn)\\b`),
    reason:
      'Maven Central has the package only once it is released; test:languages compiles the files of the page',
  },
  go: {
    commands: new RegExp(`^(${APP}|go)\\b`),
    reason: 'Go compiles aws-cdk-lib for minutes; test:languages compiles the files of the page',
  },
  csharp: {
    commands: new RegExp(`^(${APP}|dotnet)\\b`),
    reason: 'there is seldom a .NET SDK; where one is, test:languages compiles the stack of the page',
  },
};

/** The files and the commands of a page, one after the other. */
export function planOf(page: string): Step[] {
  const language = /getting-started\/(\w+)\.md$/.exec(page)?.[1] ?? '';
  const omissions = [...NOT_RUN, ...(COMPILED[language] ? [COMPILED[language]] : [])];
  const writes = codeFiles(page).map(({ line, file, text }) => ({
    line,
    steps: [{ kind: 'write', file, text }] satisfies Step[],
  }));
  const commands = ['console', 'sh', 'bash'].flatMap((shell) =>
    codeBlocks(page, shell).map((block) => ({ line: block.line, steps: stepsOf(block, omissions) })),
  );
  return [...writes, ...commands].sort((a, b) => a.line - b.line).flatMap(({ steps }) => steps);
}

/** What runs of a block, and what does not. */
function stepsOf(block: CodeBlock, omissions: readonly Omission[]): Step[] {
  const lines = block.text.trim().split('\n');
  const omissionOf = (line: string) => omissions.find(({ commands }) => commands.test(line));
  const omitted = lines.filter(omissionOf);
  const run = lines.filter((line) => !omissionOf(line)).join('\n');
  const kind = run.startsWith('npx chime-messaging-emulator') ? 'start' : 'run';
  return [
    ...(run === '' ? [] : [{ kind, block, text: run } as const]),
    ...omitted.map((text) => ({ kind: 'skip', block, text, reason: omissionOf(text)!.reason }) as const),
  ];
}

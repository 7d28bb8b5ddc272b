import { codeBlocks, codeFiles, textOf, type CodeBlock } from '../../projenrc/pages';
import { hasCommand } from '../harness/run-command';

/** What happens to a block of a page. */
export type Step =
  | { readonly kind: 'write'; readonly file: string; readonly text: string }
  /** What a sentence adds to a JSON file. */
  | { readonly kind: 'add'; readonly file: string; readonly settings: object }
  | { readonly kind: 'run'; readonly name: string; readonly text: string }
  /** A command that runs until the section of the page ends: it must say that it is ready. */
  | { readonly kind: 'start'; readonly name: string; readonly text: string }
  | { readonly kind: 'section' }
  /** Commands that need an AWS account. */
  | { readonly kind: 'deploy'; readonly name: string; readonly text: string }
  | { readonly kind: 'skip'; readonly name: string; readonly text: string; readonly reason: string };

interface Placed {
  readonly line: number;
  readonly steps: readonly Step[];
}

interface Omission {
  /** How the commands begin. */
  readonly commands: RegExp;
  readonly reason: string;
}

const APP = String.raw`npx aws-cdk@2 init|npx cdk|npx chime-messaging-emulator`;

/** What runs the apps of a language. Where it is missing, the processor of the page is bundled all the same. */
const TOOLS: Readonly<Record<string, readonly [tool: string, versionArg?: string]>> = {
  java: ['mvn'],
  go: ['go', 'version'],
  csharp: ['dotnet'],
};

/** What a page tells the reader to run within a sentence, after everything else. */
const IN_SENTENCES: Readonly<Record<string, readonly string[]>> = { 'README.md': ['npx jest'] };

const HEADING = '## ';
const EXISTING = '**In an existing app**';

/** The files and the commands of a page, one after the other, for a reader who begins with it. */
export function planOf(page: string): Step[] {
  const commands = (IN_SENTENCES[page] ?? []).map((text) => ({ kind: 'run', name: text, text }) as const);
  return [...stepsOf(placed(page).filter(({ line }) => !isForExistingApp(page, line))), ...commands];
}

/**
 * The same for a reader who has an app, up to the last section that says something about that. What it says comes first in its
 * section, and what makes a new app is left out.
 */
export function planInExistingApp(page: string): Step[] {
  const all = placed(page);
  const own = all.filter(({ line }) => isForExistingApp(page, line));
  const sections = own.map(({ line }) => sectionOf(page, line));
  const order = ({ line }: Placed) => sectionOf(page, line) + (isForExistingApp(page, line) ? 0 : 0.5);
  const followed = all
    .filter(({ line }) => sectionOf(page, line) <= Math.max(...sections))
    .filter(({ steps }) => !steps.some((step) => step.kind === 'run' && beginsApp(step.text)));
  return stepsOf(followed.sort((a, b) => order(a) - order(b)));
}

/** Whether commands make a new app, in a folder of its own. */
export function beginsApp(text: string): boolean {
  return text.startsWith('mkdir ');
}

function stepsOf(parts: readonly Placed[]): Step[] {
  return parts.flatMap(({ steps }) => steps);
}

/** What a page has for any reader. */
function placed(page: string): Placed[] {
  const writes = [...codeFiles(page), ...settingsFiles(page)].map(
    ({ line, file, text }): Placed => ({ line, steps: [{ kind: 'write', file, text }] }),
  );
  const omission = omissionOf(page);
  const commands = ['console', 'sh', 'bash'].flatMap((shell) =>
    codeBlocks(page, shell).map((block): Placed => ({ line: block.line, steps: commandsOf(block, omission) })),
  );
  return [...writes, ...additions(page), ...commands, ...sections(page)].sort((a, b) => a.line - b.line);
}

/** What runs of a block, and what does not. */
function commandsOf(block: CodeBlock, omission?: Omission): Step[] {
  const lines = block.text.trim().split('\n');
  const isOmitted = (line: string) => omission?.commands.test(line) ?? false;
  const run = lines.filter((line) => !isOmitted(line)).join('\n');
  const omitted = lines.filter(isOmitted);
  const name = (text: string) => `line ${block.line}: ${text.split('\n')[0]!}`;
  return [
    ...(run === '' ? [] : [{ kind: kindOf(run), name: name(run), text: run }]),
    ...omitted.map((text) => ({ kind: 'skip', name: name(text), text, reason: omission!.reason }) as const),
  ];
}

function kindOf(text: string): 'run' | 'start' | 'deploy' {
  if (text.startsWith('npx chime-messaging-emulator')) return 'start';
  return text.startsWith('npx cdk bootstrap') ? 'deploy' : 'run';
}

/** What this machine cannot run of a page. */
function omissionOf(page: string): Omission | undefined {
  const [tool, versionArg] = TOOLS[/getting-started\/(\w+)\.md$/.exec(page)?.[1] ?? ''] ?? [];
  if (tool === undefined || hasCommand(tool, versionArg)) return undefined;
  return { commands: new RegExp(`^(${APP}|${tool})\\b`), reason: `there is no ${tool}` };
}

/** The files of settings for existing apps: the sentence before each names it last. */
function settingsFiles(page: string): { line: number; file: string; text: string }[] {
  return codeBlocks(page, 'json')
    .filter(({ line }) => isForExistingApp(page, line))
    .map(({ line, text }) => {
      const names = [...linesBefore(page, line).join('\n').matchAll(/`(\w+\.json)`/g)];
      return { line, file: names.at(-1)![1]!, text };
    });
}

/** What sentences add to files of settings, such as: with `"type": "module"` in `package.json`. */
function additions(page: string): Placed[] {
  return textOf(page)
    .split('\n')
    .flatMap((text, index) =>
      [...text.matchAll(/\b(?:with|and) `("\w+": [^`]+)` in `(\w+\.json)`/g)].map(([, added, file]) => {
        const settings = JSON.parse(`{${added}}`) as object;
        const isCompiler = file === 'tsconfig.json';
        return {
          line: index + 1,
          steps: [{ kind: 'add', file: file!, settings: isCompiler ? { compilerOptions: settings } : settings }],
        } as const;
      }),
    );
}

function sections(page: string): Placed[] {
  return textOf(page)
    .split('\n')
    .flatMap((text, index) =>
      text.startsWith(HEADING) ? [{ line: index + 1, steps: [{ kind: 'section' }] }] : [],
    );
}

function sectionOf(page: string, line: number): number {
  return linesBefore(page, line + 1).filter((text) => text.startsWith(HEADING)).length;
}

/** Whether the section has turned to readers who have an app. */
function isForExistingApp(page: string, line: number): boolean {
  const turns = linesBefore(page, line + 1).filter((text) => [HEADING, EXISTING].some((turn) => text.startsWith(turn)));
  return turns.at(-1)?.startsWith(EXISTING) ?? false;
}

function linesBefore(page: string, line: number): string[] {
  return textOf(page)
    .split('\n')
    .slice(0, line - 1);
}

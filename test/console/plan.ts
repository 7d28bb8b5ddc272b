import { basename } from 'node:path';
import { withExtensions, type Modules } from './modules';
import { additions, headings, isForExistingApp, sectionOf, settingsFiles } from './sections';
import { codeBlocks, codeFiles, type CodeBlock } from '../../projenrc/pages';
import { hasCommand } from '../harness/run-command';

/** A step that runs or applies a block of a page. */
export type Step =
  | { readonly kind: 'write'; readonly file: string; readonly text: string }
  /** An addition to a JSON file, from a sentence. */
  | { readonly kind: 'add'; readonly file: string; readonly settings: object }
  /** A dependency or a plugin for a pom.xml. */
  | { readonly kind: 'pom'; readonly text: string }
  | { readonly kind: 'run'; readonly name: string; readonly text: string }
  /** A command that runs until the page's section ends, and must report that it is ready. */
  | { readonly kind: 'start'; readonly name: string; readonly text: string }
  /** The start of a section. */
  | { readonly kind: 'section' }
  /** Commands that need an AWS account. */
  | { readonly kind: 'deploy'; readonly name: string; readonly text: string }
  | { readonly kind: 'skip'; readonly name: string; readonly text: string; readonly reason: string };

interface Placed {
  readonly line: number;
  readonly steps: readonly Step[];
}

interface Omission {
  /** The start of the commands. */
  readonly commands: RegExp;
  readonly reason: string;
}

const APP = String.raw`npx aws-cdk@2 init|npx cdk|npx chime-messaging-emulator`;

/** The tool that runs the apps of a language. If it is missing, the page's processor is still bundled. */
const TOOLS: Readonly<Record<string, { readonly tool: string; readonly isThere: () => boolean }>> = {
  java: { tool: 'mvn', isThere: () => hasCommand('mvn') && hasCommand('javac') },
  go: { tool: 'go', isThere: () => hasCommand('go', 'version') },
  csharp: { tool: 'dotnet', isThere: () => hasCommand('dotnet') },
};

/** Commands that a page mentions within a sentence; they run after everything else. */
const IN_SENTENCES: Readonly<Record<string, readonly string[]>> = { 'README.md': ['npx jest'] };

/** The files and commands of a page in order, for a reader who starts with it. */
export function planOf(page: string): Step[] {
  const commands = (IN_SENTENCES[page] ?? []).map((text) => ({ kind: 'run', name: text, text }) as const);
  return [...stepsOf(placed(page).filter(({ line }) => !isForExistingApp(page, line))), ...commands];
}

/** Whether a page has instructions for readers with an existing app. */
export function isForExistingApps(page: string): boolean {
  return planInExistingApp(page, 'commonjs').length > 0;
}

/**
 * The same for a reader with an existing app, up to the last section that addresses such readers. That part of a
 * section comes first, and steps that create a new app are omitted.
 */
export function planInExistingApp(page: string, modules: Modules): Step[] {
  const all = placed(page);
  const own = all.filter(({ line }) => isForExistingApp(page, line));
  const sections = own.map(({ line }) => sectionOf(page, line));
  const order = ({ line }: Placed) => sectionOf(page, line) + (isForExistingApp(page, line) ? 0 : 0.5);
  const followed = all
    .filter(({ line }) => sectionOf(page, line) <= Math.max(...sections))
    .filter(({ steps }) => !steps.some((step) => step.kind === 'run' && beginsApp(step.text)));
  const steps = stepsOf(followed.sort((a, b) => order(a) - order(b)));
  return modules === 'module' ? steps.flatMap(inEsModules) : steps;
}

/** The step for a reader who has already followed the page in a CommonJS project: installed packages stay. */
function inEsModules(step: Step): Step[] {
  if (step.kind === 'run' && step.text.startsWith('npm install')) return [];
  const isScript = step.kind === 'write' && step.file.endsWith('.ts');
  return [isScript ? { ...step, text: withExtensions(step.text) } : step];
}

/** Whether commands create a new app, in its own folder. */
export function beginsApp(text: string): boolean {
  return text.startsWith('mkdir ');
}

function stepsOf(parts: readonly Placed[]): Step[] {
  return parts.flatMap(({ steps }) => steps);
}

/** The steps of a page for any reader. */
function placed(page: string): Placed[] {
  const writes = [...codeFiles(page), ...settingsFiles(page)].map(({ line, file, text }): Placed => ({
    line,
    steps: [{ kind: 'write', file, text }],
  }));
  const added = additions(page).map(({ line, file, settings }): Placed => ({
    line,
    steps: [{ kind: 'add', file, settings }],
  }));
  const omission = omissionOf(page);
  const inPom = (omission ? [] : codeBlocks(page, 'xml')).map(({ line, text }): Placed => ({
    line,
    steps: [{ kind: 'pom', text }],
  }));
  const commands = ['console', 'sh', 'bash'].flatMap((shell) =>
    codeBlocks(page, shell).map((block): Placed => ({
      line: block.line,
      steps: commandsOf(block, omission),
    })),
  );
  const sections = headings(page).map((line): Placed => ({ line, steps: [{ kind: 'section' }] }));
  return [...writes, ...added, ...inPom, ...commands, ...sections].sort((a, b) => a.line - b.line);
}

/** The part of a block that runs, and the part that doesn't. */
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

/** Whether this machine has the tools to run the app of a page. */
export function canRun(page: string): boolean {
  return TOOLS[languageOf(page)]?.isThere() ?? true;
}

function omissionOf(page: string): Omission | undefined {
  if (canRun(page)) return undefined;
  const { tool } = TOOLS[languageOf(page)]!;
  return { commands: new RegExp(`^(${APP}|${tool})\\b`), reason: `there is no ${tool}` };
}

function languageOf(page: string): string {
  return basename(page, '.md');
}

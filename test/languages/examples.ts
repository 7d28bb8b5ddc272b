/**
 * The examples of the README, the docs, and the docstrings, translated by jsii-rosetta and `projenrc/go`, as programs
 * that a compiler can read: a translation leaves out what the reader is expected to know.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pages } from '../../projenrc/pages';
import { TABLETS } from '../../projenrc/tablets';
import { REPOSITORY } from '../harness/folders';
import { runCommand } from '../harness/run-command';

/** The translator to Go. */
const GO = join('projenrc', 'go');

interface Tablet {
  readonly snippets: Record<string, { readonly translations: Record<string, { readonly source: string }> }>;
}

/** How to wrap an example into a program of a language. */
export interface Form {
  readonly language: 'python' | 'java' | 'go';
  readonly isImport: RegExp;
  /** The declaration of a value that the example gets from elsewhere; its groups are named `name` and `type`. */
  readonly declaration: RegExp;
  program(example: Example): string;
  fileName(number: number): string;
}

export interface Example {
  readonly number: number;
  readonly imports: readonly string[];
  readonly declarations: readonly { readonly name: string; readonly type: string }[];
  readonly body: readonly string[];
}

/** Writes a program for each example, and returns the names of the files. */
export async function writeExamples(folder: string, form: Form): Promise<string[]> {
  const sources = await translations(form.language);
  mkdirSync(folder, { recursive: true });
  return sources.map((source, index) => {
    const file = form.fileName(index + 1);
    writeFileSync(join(folder, file), form.program(parse(source, index + 1, form)));
    return file;
  });
}

/** @param tablets the source of the examples: all of them, or those that ship */
export async function translations(
  language: Form['language'],
  tablets: readonly string[] = TABLETS,
): Promise<string[]> {
  if (!areFresh()) await runCommand('npx', ['projen', 'rosetta'], { cwd: REPOSITORY, minutes: 10 });
  return tablets
    .map((name) => JSON.parse(readFileSync(join(REPOSITORY, name), 'utf8')) as Tablet)
    .flatMap(({ snippets }) => Object.values(snippets))
    .map((snippet) => snippet.translations[language]!.source);
}

/** Whether they were translated from the current examples, by the current translator to Go. */
function areFresh(): boolean {
  const changed = (name: string) =>
    statSync(join(REPOSITORY, name), { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
  const sources = readdirSync(join(REPOSITORY, GO)).map((name) => join(GO, name));
  return Math.min(...TABLETS.map(changed)) >= Math.max(...['.jsii', ...pages(), ...sources].map(changed));
}

function parse(source: string, number: number, form: Form): Example {
  const lines = source.split('\n');
  const isDeclared = (line: string) => form.declaration.test(line);
  const declarations = lines
    .filter(isDeclared)
    .map((line) => form.declaration.exec(line)!.groups as { name: string; type: string });
  return {
    number,
    imports: lines.filter((line) => form.isImport.test(line)),
    declarations,
    body: lines.filter((line) => !form.isImport.test(line) && !isDeclared(line)),
  };
}

export function indented(lines: readonly string[], indent = '    '): string {
  return lines.map((line) => (line === '' ? '' : `${indent}${line}`)).join('\n');
}

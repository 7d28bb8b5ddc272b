/** The sections of a page, and their instructions for readers with an existing app. */
import { codeBlocks, textOf } from '../../projenrc/pages';

const HEADING = '## ';
const EXISTING = '**In an existing app**';

/** The lines where sections start. */
export function headings(page: string): number[] {
  return textOf(page)
    .split('\n')
    .flatMap((text, index) => (text.startsWith(HEADING) ? [index + 1] : []));
}

/** The number of the section that contains a line. */
export function sectionOf(page: string, line: number): number {
  return headings(page).filter((heading) => heading <= line).length;
}

/** Whether the section addresses readers with an existing app by this line. */
export function isForExistingApp(page: string, line: number): boolean {
  const turns = linesBefore(page, line + 1).filter((text) =>
    [HEADING, EXISTING].some((turn) => text.startsWith(turn)),
  );
  return turns.at(-1)?.startsWith(EXISTING) ?? false;
}

/** The settings files of such readers: the text before each block names its file last. */
export function settingsFiles(page: string): { line: number; file: string; text: string }[] {
  return codeBlocks(page, 'json')
    .filter(({ line }) => isForExistingApp(page, line))
    .map(({ line, text }) => {
      const names = [
        ...linesBefore(page, line)
          .join('\n')
          .matchAll(/`(\w+\.json)`/g),
      ];
      return { line, file: names.at(-1)![1]!, text };
    });
}

/** A sentence's addition to such a file. */
export interface Addition {
  readonly line: number;
  readonly file: string;
  readonly settings: object;
}

/** All additions, such as: with `"types": ["node"]` in `tsconfig.json`. */
export function additions(page: string): Addition[] {
  const text = textOf(page);
  const found = text.matchAll(/\b(?:with|and)\s`("\w+": [^`]+)`\sin\s`(\w+\.json)`/g);
  return [...found].map(({ index, 1: added, 2: file }) => {
    const before = text.slice(0, index);
    const settings = JSON.parse(`{${added}}`) as object;
    return {
      line: before.split('\n').length,
      file: file!,
      settings: file === 'tsconfig.json' ? { compilerOptions: settings } : settings,
    };
  });
}

function linesBefore(page: string, line: number): string[] {
  return textOf(page)
    .split('\n')
    .slice(0, line - 1);
}

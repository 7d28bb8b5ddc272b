/** The pages for users and contributors, and the code in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

/** Every Markdown file at the root, under `docs/` and under `examples/`, except the reference of the constructs. */
export function pages(): string[] {
  const atRoot = readdirSync(ROOT);
  const below = ['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  return [...atRoot, ...below]
    .filter((page) => /^[^.].*\.md$/.test(page) && page !== 'API.md' && !page.includes('/.'))
    .sort();
}

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** A block of code between fences. */
export interface CodeBlock {
  readonly page: string;
  /** The line of the opening fence. */
  readonly line: number;
  /** The text after the language, such as `nofixture`. */
  readonly parameters: string;
  readonly text: string;
}

/** The blocks of a page in a language, as its fences name it. */
export function codeBlocks(page: string, language: string): CodeBlock[] {
  const text = textOf(page);
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\b([^\\n]*)\\n(.*?)^\`\`\`$`, 'gms'))].map(
    (match) => ({
      page,
      line: text.slice(0, match.index).split('\n').length,
      parameters: match[1]!.trim(),
      text: match[2]!,
    }),
  );
}

/** A file that a page tells the reader to create. */
export interface CodeFile extends CodeBlock {
  readonly file: string;
}

/** The blocks of a page with a file name in their first line, or in the sentence before: "Create `…`" or "Replace `…`". */
export function codeFiles(page: string): CodeFile[] {
  const before = (line: number) =>
    textOf(page)
      .split('\n')
      .slice(0, line - 1)
      .join('\n');
  return ['mts', 'js', 'python', 'java', 'go', 'csharp'].flatMap((language) =>
    codeBlocks(page, language).flatMap((block) => {
      const sentence = /^.*\b(?:create|replace) `(\S+\.\w+)`[^`]*$/is.exec(before(block.line))?.[1];
      const file = language === 'mts' ? fileNamedBy(block.text) : sentence;
      return file === undefined ? [] : [{ ...block, file }];
    }),
  );
}

/** The file that the first line of a TypeScript block names, such as `// lib/moderator.ts`. */
export function fileNamedBy(text: string): string | undefined {
  return /^\/\/ (\S+\.ts)\n/.exec(text)?.[1];
}

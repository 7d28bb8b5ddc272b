import { codeBlocks, type CodeBlock } from '../../projenrc/pages';

/** What happens to a block of a page, in the order of the page. */
export type Step =
  | { readonly kind: 'write'; readonly file: string; readonly text: string }
  | { readonly kind: 'run'; readonly block: CodeBlock; readonly text: string }
  /** A command that runs until it is stopped: it must say that it is ready. */
  | { readonly kind: 'start'; readonly block: CodeBlock; readonly text: string }
  | { readonly kind: 'skip'; readonly block: CodeBlock; readonly reason: string };

/** What does not run in the empty folder of a page, by how the block begins. */
const NOT_RUN: readonly (readonly [begins: string, reason: string])[] = [
  ['git clone ', 'the repository is here, and its demo is a stage of its own'],
  ['npx cdk bootstrap', 'it needs an AWS account; the emulator has deployed the same app'],
  [
    'npm install cdk-chime-sdk-messaging aws-cdk-lib',
    'for apps that exist: npm run test:package installs it in some',
  ],
  ['npm install --save-dev jest', 'for apps that exist: npm run test:package has a test of each runner'],
];

/** Languages whose package npm does not have: their registries get it from a release. */
const OTHER_LANGUAGES: Readonly<Record<string, string>> = {
  python: 'PyPI has the package only once it is released; npm run test:languages uses its wheel',
  java: 'Maven Central has the package only once it is released; npm run test:languages uses its jar',
  go: 'the module is there only once it is released; npm run test:languages uses it',
  csharp: 'NuGet has the package only once it is released',
};

/** The language whose page it is, of those that are not run. */
function reasonFor(page: string, text: string): string | undefined {
  const language = /getting-started\/(\w+)\.md$/.exec(page)?.[1] ?? 'readme';
  return OTHER_LANGUAGES[language] ?? NOT_RUN.find(([begins]) => text.startsWith(begins))?.[1];
}

/** The files and the commands of a page, one after the other. */
export function planOf(page: string): Step[] {
  const blocks = ['console', 'sh', 'bash', 'mts'].flatMap((language) =>
    codeBlocks(page, language).map((block) => ({ language, block })),
  );
  return blocks
    .sort((a, b) => a.block.line - b.block.line)
    .flatMap(({ language, block }): Step[] => {
      const { text } = block;
      if (language === 'mts') {
        const file = /^\/\/ (\S+\.ts)\n/.exec(text)?.[1];
        return file === undefined ? [] : [{ kind: 'write', file, text }];
      }
      const reason = reasonFor(page, text);
      if (reason !== undefined) return [{ kind: 'skip', block, reason }];
      return [{ kind: text.startsWith('npx chime-messaging-emulator') ? 'start' : 'run', block, text }];
    });
}

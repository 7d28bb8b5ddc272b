import { EXCEPTIONS, RULES } from '../projenrc/words/rules';
import { texts, type Text } from '../projenrc/words/texts';

const TEXTS = texts();

function findings({ place, text }: Text): string[] {
  if (EXCEPTIONS.some(({ says }) => text.includes(says))) return [];
  return RULES.flatMap(({ not, but }) => {
    const found = not.exec(text);
    return found ? [`${place}: not '${found[0]}' but ${but}`] : [];
  });
}

test('pages, comments, errors and help use the words that we agreed on', () => {
  expect(TEXTS.flatMap(findings)).toEqual([]);
});

test.each([
  '.ci/run',
  '.github/ISSUE_TEMPLATE/bug.yml',
  '.github/pull_request_template.md',
  '.github/workflows/build.yml',
  'CHANGELOG.md',
  'examples/pytest-chat/conftest.py',
  'test/languages/programs/dotnet/Program.cs',
  'test/languages/programs/go/main.go',
  'test/languages/programs/java/Main.java',
  'test/languages/programs/python/stacks.py',
  'testing/inspector/page/page.html',
])('%s is read', (file) => {
  expect(TEXTS.some(({ place, text }) => place.startsWith(`${file}:`) && /\w \w/.test(text))).toBe(true);
});

test('so are the comments of examples in pages, in every language', () => {
  expect(TEXTS).toContainEqual({
    place: expect.stringMatching('docs/getting-started/csharp.md:'),
    text: expect.stringContaining('from test/Chat.Test/bin'),
  });
});

test.each([
  ['README.md', 'which passes, changes, or denies it'],
  ['lambda/app-instance-admin/delete.ts', "because of this resource's mark"],
])('in %s, a phrase can begin in one line and end in the next: %s', (file, phrase) => {
  const isThere = ({ place, text }: Text) =>
    place.startsWith(`${file}:`) && text.toLowerCase().includes(phrase);
  expect(TEXTS.some(isThere)).toBe(true);
});

test.each(EXCEPTIONS)("the exception '$says' is still needed", ({ says }) => {
  const meant = TEXTS.filter(({ text }) => text.includes(says));
  expect(meant.some(({ text }) => RULES.some(({ not }) => not.test(text)))).toBe(true);
});

test.each([
  ['The function answers.', 'response, respond'],
  ['The stack is deployed to another place.', 'environment (account and Region)'],
  ['The user as whom calls are made', 'the user or bot that …'],
  ['The flow is taken off the channel.', 'disassociate'],
  ['There is one function a stack.', 'one … per …'],
  ['It would leave the message pending.', 'stay `PENDING`'],
  ['The value that was given', 'passed, set, reported'],
  ['Changes of one function are made one after another.', 'signed, applied'],
  ['The secret that signatures are made with', 'signed with'],
  ['Documented is only one error.', 'AWS documents'],
  ['It is not an admin any more.', 'anymore, no longer'],
  ['the behaviour of the service', 'the US spelling'],
])("'%s' is found", (text, but) => {
  expect(findings({ place: 'a page', text })).toEqual([expect.stringContaining(but)]);
});

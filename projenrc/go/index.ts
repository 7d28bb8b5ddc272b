/**
 * Writes our Go translations of the examples into the tablets of jsii-rosetta, because its own translations don't
 * compile.
 *
 * Usage: tsx projenrc/go/index.ts, after jsii-rosetta and projenrc/rosetta-docs.ts
 */
import { join } from 'node:path';
import { LanguageTablet, TargetLanguage } from 'jsii-rosetta';
import { translate } from './translate';
import { TABLETS } from '../tablets';

const ROOT = join(__dirname, '..', '..');

async function main(): Promise<void> {
  const files = TABLETS.map((name) => join(ROOT, name));
  const tablets = await Promise.all(files.map((file) => LanguageTablet.fromFile(file)));
  const examples = tablets.flatMap(({ translatedSnippets }) => translatedSnippets);
  const sources = examples.map(({ snippet }) => snippet.fullSource!);
  for (const [index, source] of translate(sources, ROOT).entries()) {
    const example = examples[index]!;
    // the version shows which of jsii-rosetta's translations are out of date
    const { version } = example.snippet.translations[TargetLanguage.GO]!;
    example.addTranslation(TargetLanguage.GO, source, version);
  }
  for (const [index, tablet] of tablets.entries()) await tablet.save(files[index]!);
  console.log(`${examples.length} examples translated to Go`);
}

void main();

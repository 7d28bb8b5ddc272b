import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { RESULTS, ROOT } from './paths';
import { plot } from './plot';
import type { Finding, Series, SuiteResult } from './suite';
import { suites } from './suites';
import { cells } from './table';

const DOCUMENT = join(ROOT, 'docs', 'performance.md');
const [BEGIN, END] = ['<!-- results -->', '<!-- end of results -->'] as const;

interface Recorded {
  readonly measured: string;
  readonly cpu: string;
  readonly node: string;
  readonly pairs: number;
  readonly findings: readonly Finding[];
  readonly series: readonly Series[];
  readonly notes: readonly string[];
}

/**
 * Replaces the former result of a suite, with the machine that it was measured on; draws the series, and updates the
 * table in the documentation.
 */
export function record(
  suite: string,
  pairs: number,
  { findings, series = [], notes = [] }: SuiteResult,
): void {
  const results = read();
  results[suite] = {
    measured: new Date().toISOString().slice(0, 10),
    cpu: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
    node: process.version,
    pairs,
    findings: findings.map((finding) => ({ ...finding, value: rounded(finding) })),
    series,
    notes,
  };
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  for (const each of series) writeFileSync(join(RESULTS, '..', `${each.name}.svg`), plot(each));
  document(results);
}

/** Counts are reported as they are. */
function rounded({ value, unit }: Finding): number {
  return unit === 'bytes' ? Math.round(value) : Number(value.toPrecision(4));
}

function read(): Record<string, Recorded> {
  return existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Record<string, Recorded>) : {};
}

function document(results: Record<string, Recorded>): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length);
  const after = text.slice(text.indexOf(END));
  const sections = Object.keys(suites).flatMap((suite) =>
    results[suite] ? [section(suite, results[suite])] : [],
  );
  writeFileSync(DOCUMENT, `${before}\n\n${sections.join('\n\n')}\n\n${after}`);
}

function section(suite: string, { findings, series, notes, measured, cpu, node, pairs }: Recorded): string {
  const rows = findings.map((finding) => `| ${cells(finding).join(' | ')} |`);
  return [
    `### ${suite}`,
    '',
    `${measured}, ${cpu}, Node.js ${node}, ${pairs} pairs.`,
    '',
    '| | measured | target | |',
    '|---|---:|---|---|',
    ...rows,
    ...notes.map((note) => `\n${note}.`),
    ...series.map(({ title, name }) => `\n![${title}](../benchmarks/${name}.svg)`),
  ].join('\n');
}

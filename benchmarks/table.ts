import { isMet, type Finding, type SuiteResult, type Unit } from './suite';

/** The findings of all suites that were run, for people to read. */
export function table(results: Readonly<Record<string, SuiteResult>>): string {
  const sections = Object.entries(results).map(([suite, { findings, notes = [] }]) => ({
    suite,
    rows: findings.map(cells),
    notes,
  }));
  const rows = sections.flatMap((section) => section.rows);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = ([what, value, limit, met]: string[]) =>
    `${what!.padEnd(widths[0]!)}  ${value!.padStart(widths[1]!)}  ${limit!.padEnd(widths[2]!)}  ${met}`.trimEnd();
  return sections
    .map((section) => [section.suite, ...section.rows.map(line), ...section.notes].join('\n  '))
    .join('\n\n');
}

/** The name of the figure, its value, its target, and whether the target is met. */
export function cells(finding: Finding): string[] {
  return [finding.what, format(finding.value, finding.unit), target(finding), verdict(finding)];
}

function format(value: number, unit: Unit): string {
  const minimumFractionDigits = unit === '×' || (unit === 'ms' && Math.abs(value) < 10) ? 2 : 0;
  const maximumFractionDigits = unit === '×' ? 3 : minimumFractionDigits; // so that a near miss shows
  return `${value.toLocaleString('en-US', { minimumFractionDigits, maximumFractionDigits })} ${unit}`;
}

function target({ target: limit, unit }: Finding): string {
  if (!limit) return '';
  return 'atMost' in limit ? `≤ ${format(limit.atMost, unit)}` : `≥ ${format(limit.atLeast, unit)}`;
}

function verdict(finding: Finding): string {
  const met = isMet(finding);
  return met === undefined ? '' : met ? 'met' : 'MISSED';
}

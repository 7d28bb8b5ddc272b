import { isMet, type Finding, type Unit } from './suite';

/** The findings of a suite, for people. */
export function table(title: string, findings: readonly Finding[]): string {
  const rows = findings.map(cells);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map(([what, value, limit, met]) =>
    `  ${what!.padEnd(widths[0]!)}  ${value!.padStart(widths[1]!)}  ${limit!.padEnd(widths[2]!)}  ${met}`.trimEnd(),
  );
  return [title, ...lines].join('\n');
}

/** What was measured, how much, how much it may be, and whether it is. */
export function cells(finding: Finding): string[] {
  return [finding.what, format(finding.value, finding.unit), target(finding), verdict(finding)];
}

function format(value: number, unit: Unit): string {
  const digits = unit === '×' ? 2 : unit === 'ms' && Math.abs(value) < 10 ? 2 : 0;
  return `${value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`;
}

function target({ target: limit, unit }: Finding): string {
  if (!limit) return '';
  return 'atMost' in limit ? `≤ ${format(limit.atMost, unit)}` : `≥ ${format(limit.atLeast, unit)}`;
}

function verdict(finding: Finding): string {
  const met = isMet(finding);
  return met === undefined ? '' : met ? 'met' : 'MISSED';
}

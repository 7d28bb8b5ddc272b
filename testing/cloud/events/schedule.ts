const MILLISECONDS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/**
 * The interval of a schedule in milliseconds; `undefined` for a `cron()` expression, which does not run here.
 *
 * @throws if it is not a valid schedule expression
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function intervalOf(expression: string): number | undefined {
  if (/^cron\(.+\)$/.test(expression)) return undefined;
  const [, digits = '', unit = '', plural] =
    /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const count = Number(digits);
  // the service requires the singular for 1, and the plural otherwise
  if (count > 0 && (count === 1) === (plural === '')) return count * MILLISECONDS[unit]!;
  throw new Error(
    `'ScheduleExpression' must be cron(…) or rate(<number> minutes|hours|days), got '${expression}'`,
  );
}

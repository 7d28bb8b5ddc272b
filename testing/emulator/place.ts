const RULES = {
  region: { pattern: /^[a-z]{2}(-[a-z]+)+-\d$/, wanted: 'a region' },
  account: { pattern: /^\d{12}$/, wanted: 'twelve digits' },
} as const;

/** What is wrong with where an emulator is to be, to be said after the name of the property. */
export function placeProblem(property: keyof typeof RULES, value: string): string | undefined {
  const { pattern, wanted } = RULES[property];
  return pattern.test(value) ? undefined : `must be ${wanted}, got '${value}'`;
}

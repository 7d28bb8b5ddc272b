/**
 * TypeScript's native compiler, which takes a fifth of the time. jsii, the linter and TypeDoc use the API of the previous version,
 * which is the package `typescript`.
 */
export const TSC = 'node_modules/typescript-7/bin/tsc';

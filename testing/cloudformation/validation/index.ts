/**
 * What CloudFormation refuses of a template before it creates anything, in its words. It knows templates and what schemas tell of
 * resource types, and nothing of stacks.
 */
export { isExportName } from './outputs';
export { unresolved } from './references';
export { checkPolicy } from './resources';
export { checkRules } from './rules';
export { formatError } from './template-error';
export { checkTemplate } from './template-format';
export { hasLanguageExtensions } from './transforms';

/**
 * What CloudFormation rejects in a template before it creates anything, in its words. It knows templates and the schemas of
 * resource types, and nothing about stacks.
 */
export { attributeReferences } from './attributes';
export { isExportName } from './outputs';
export { unresolved } from './references';
export { checkPolicy } from './resources';
export { checkRules } from './rules';
export { formatError, functionError } from './template-error';
export { checkTemplate } from './template-format';
export { hasLanguageExtensions } from './transforms';

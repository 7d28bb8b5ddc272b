/**
 * The problems for which CloudFormation rejects a template before it creates anything, in its words. It imports
 * templates and the schemas of resource types, and knows nothing about stacks.
 */
export { attributeReferences } from './attributes';
export { isExportName } from './outputs';
export { unresolved } from './references';
export { checkPolicy } from './resources';
export { checkRules } from './rules';
export { formatError, functionError } from './template-error';
export { checkTemplate } from './template-format';
export { hasLanguageExtensions } from './transforms';

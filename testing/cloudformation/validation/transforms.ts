import type { Template } from '../template';

const LANGUAGE_EXTENSIONS_TRANSFORM = 'AWS::LanguageExtensions';

/** Whether a template can call the functions that require the transform. */
export function hasLanguageExtensions({ Transform: transform }: Template): boolean {
  return [transform ?? []].flat().includes(LANGUAGE_EXTENSIONS_TRANSFORM);
}

/** @throws Error for a transform that does not run here */
export function refuseTransforms({ Transform: transform }: Template): void {
  if ([transform ?? []].flat().every((each) => each === LANGUAGE_EXTENSIONS_TRANSFORM)) return;
  throw new Error(
    `template transforms are not supported, apart from ${LANGUAGE_EXTENSIONS_TRANSFORM}: ${JSON.stringify(transform)}`,
  );
}

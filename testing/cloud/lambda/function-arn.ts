/** The parts of a reference to a function. */
export interface FunctionReference {
  readonly functionName: string;
  /** A version or an alias. */
  readonly qualifier?: string;
}

/**
 * Parses any reference to a function that Lambda accepts: a name, a partial ARN, or a full ARN, with or without a
 * qualifier.
 *
 * @throws if it is none of these
 */
export function parseFunctionReference(reference: string): FunctionReference {
  const parsed = functionReferenceIn(reference);
  if (!parsed) throw new Error(`not a reference to a Lambda function: '${reference}'`);
  return parsed;
}

/** The same for text that may not be a reference; `undefined` if it isn't. */
export function functionReferenceIn(reference: string): FunctionReference | undefined {
  const match = /^(?:arn:[^:]+:lambda:[^:]*:)?(?:\d{12}:)?(?:function:)?([^:]+)(?::([^:]+))?$/.exec(
    reference,
  );
  if (!match) return undefined;
  const [, functionName, qualifier] = match;
  return { functionName: functionName!, qualifier: qualifier === '$LATEST' ? undefined : qualifier };
}

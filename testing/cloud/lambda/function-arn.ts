/** A reference to a function, taken apart. */
export interface FunctionReference {
  readonly functionName: string;
  /** A version or an alias. */
  readonly qualifier?: string;
}

/**
 * Takes apart what Lambda accepts where it asks for a function: a name, a partial or a full ARN, with or without qualifier.
 *
 * @throws if it is nothing of that
 */
export function parseFunctionReference(reference: string): FunctionReference {
  const parsed = functionReferenceIn(reference);
  if (!parsed) throw new Error(`not a reference to a Lambda function: '${reference}'`);
  return parsed;
}

/** The same, of what may be no reference at all. */
export function functionReferenceIn(reference: string): FunctionReference | undefined {
  const match = /^(?:arn:[^:]+:lambda:[^:]*:)?(?:\d{12}:)?(?:function:)?([^:]+)(?::([^:]+))?$/.exec(
    reference,
  );
  if (!match) return undefined;
  const [, functionName, qualifier] = match;
  return { functionName: functionName!, qualifier: qualifier === '$LATEST' ? undefined : qualifier };
}

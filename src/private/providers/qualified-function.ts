import { Fn, Stage, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { definitionOf } from './definitions';
import { identityInStage } from '../validation';

const LATEST = '$LATEST';

/** The function that a version or alias belongs to, or the function itself. */
export function unqualified(fn: lambda.IFunction): lambda.IFunction {
  if (isAlias(fn)) return fn.version.lambda;
  return isVersion(fn) ? fn.lambda : fn;
}

/** The qualifier that a function is invoked with: the number of a version, the name of an alias, or `$LATEST`. */
export function qualifierOf(fn: lambda.IFunction): string {
  // from the ARN rather than by its name, so that everything that uses it is created after the alias
  if (isAlias(fn)) return Fn.select(7, Fn.split(':', fn.functionArn));
  if (isVersion(fn)) return fn.version;
  // a function imported by its ARN may have a qualifier; if the ARN is not known, assume that it has none
  return (Token.isUnresolved(fn.functionArn) ? undefined : fn.functionArn.split(':')[7]) ?? LATEST;
}

/** The ARN to invoke; an unqualified function and its `$LATEST` are the same. */
export function invokedArnOf(fn: lambda.IFunction): string {
  if (qualifierOf(fn) !== LATEST) return fn.functionArn;
  const { functionArn } = unqualified(fn);
  // a function imported by its ARN may name it
  return functionArn.endsWith(`:${LATEST}`) ? functionArn.slice(0, -LATEST.length - 1) : functionArn;
}

/** The function and qualifier to invoke, as a key: equal keys in a stage are the same function and qualifier. */
export function invocationKeyOf(fn: lambda.IFunction): string {
  return identityInStage(fn, invokedArnOf(fn));
}

/** The scope in which invocation keys are unique. */
export function stageOf(scope: IConstruct): IConstruct {
  return Stage.of(scope) ?? scope.node.root;
}

/** A function's name in a name, an ARN or a partial ARN, with or without a qualifier. */
const NAME = /^(?:(?:.*:)?function:)?([\w-]+)(?::[\w$-]+)?$/;

/** A function's name, if it is known before the deployment. */
export function knownNameOf(functionName: string): string | undefined {
  const definition = definitionOf(functionName);
  const given = lambda.CfnFunction.isCfnFunction(definition) ? definition.functionName : functionName;
  return NAME.exec(given ?? '')?.[1];
}

/** Whether this app creates the function, version or alias, so that nobody else can have configured it. */
export function isDefinedHere(fn: lambda.IFunction): boolean {
  return definitionOf(invokedArnOf(fn)) !== undefined;
}

/** Whether a function is an alias. */
export function isAlias(fn: lambda.IFunction): fn is lambda.IAlias {
  return 'aliasName' in fn;
}

/** Whether a function is a version. */
export function isVersion(fn: lambda.IFunction): fn is lambda.IVersion {
  return typeof (fn as Partial<lambda.IVersion>).version === 'string';
}

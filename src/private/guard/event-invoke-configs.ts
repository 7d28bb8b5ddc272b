import { Stack, Token } from 'aws-cdk-lib';
import { CfnAlias, CfnEventInvokeConfig, CfnFunction, CfnVersion } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { definitionIn } from '../providers/definitions';
import { knownNameOf } from '../providers/qualified-function';

/** All configurations of asynchronous invocation below a scope, those of L2s included. */
export function findEventInvokeConfigs(scope: IConstruct): CfnEventInvokeConfig[] {
  return scope.node.findAll().filter((node) => CfnEventInvokeConfig.isCfnEventInvokeConfig(node));
}

/**
 * The function and qualifier that a configuration is for, as a key: Lambda has one configuration for each. Only once
 * everything is defined, because the logical ids of versions change until then.
 */
export function subjectOf(config: CfnEventInvokeConfig): string {
  return JSON.stringify([functionOf(config), qualifierOf(config)]);
}

/** By the name, where it is known; else by the construct. */
function functionOf({ functionName, stack }: CfnEventInvokeConfig): unknown {
  const name = knownNameOf(functionName);
  if (name !== undefined) return [placeOf(stack), name];
  const definition = definitionIn(functionName, stack);
  if (CfnFunction.isCfnFunction(definition)) return definition.node.path;
  return [stack.node.path, stack.resolve(functionName)];
}

/** An alias by its name, which others may give as a literal; a version by its construct. */
function qualifierOf({ qualifier, stack }: CfnEventInvokeConfig): unknown {
  const definition = definitionIn(qualifier, stack);
  if (CfnAlias.isCfnAlias(definition)) return stack.resolve(definition.name);
  return CfnVersion.isCfnVersion(definition) ? definition.node.path : stack.resolve(qualifier);
}

/** Where names are unique: an account and region, or the stack where these are not known. */
function placeOf({ account, region, environment, node }: Stack): string {
  return Token.isUnresolved(account) || Token.isUnresolved(region) ? node.path : environment;
}

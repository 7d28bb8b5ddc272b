import * as ts from 'typescript';
import type { GoExample } from './go-example';

const POINTERS: Readonly<Record<string, string>> = {
  string: '*string',
  number: '*float64',
  boolean: '*bool',
};

/** The Go type for variables and for items of lists; undefined if no example needs it. */
export function goType(type: ts.Type, go: GoExample): string | undefined {
  const declaration = type.symbol?.declarations?.[0];
  if (declaration && isStruct(declaration)) return `*${go.nameOf(declaration)}`;
  if (declaration && isNamed(declaration)) return go.nameOf(declaration);
  return POINTERS[go.checker.typeToString(type)];
}

/** The struct that an object literal becomes. */
export function structOf(literal: ts.ObjectLiteralExpression, go: GoExample): ts.Declaration | undefined {
  const type = go.checker.getContextualType(literal);
  const types = type?.isUnion() ? type.types : [type];
  return types.flatMap((part) => part?.symbol?.declarations ?? []).find(isStruct);
}

/** The type of the items of a list. */
export function itemType(list: ts.ArrayLiteralExpression, go: GoExample): ts.Type | undefined {
  const type = go.checker.getContextualType(list)?.getNonNullableType();
  return type && go.checker.getIndexTypeOfType(type, ts.IndexKind.Number);
}

/** By jsii's rule, the names of interfaces that are not structs begin with `I`. */
export function isStruct(declaration: ts.Node): boolean {
  return ts.isInterfaceDeclaration(declaration) && !/^I[A-Z]/.test(declaration.name.text);
}

function isNamed(declaration: ts.Node): boolean {
  return (
    ts.isClassDeclaration(declaration) ||
    ts.isInterfaceDeclaration(declaration) ||
    ts.isEnumDeclaration(declaration)
  );
}

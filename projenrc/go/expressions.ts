import * as ts from 'typescript';
import { Untranslatable, type GoExample } from './go-example';
import { braced, parenthesized, part } from './layout';
import { goType, isStruct, itemType, structOf } from './types';

/** An expression in Go, where jsii uses pointers to strings, numbers, booleans, lists and structs. */
export function expression(node: ts.Expression, go: GoExample): string {
  if (ts.isOptionalChain(node)) throw new Untranslatable(node); // Go would panic
  if (ts.isStringLiteralLike(node)) return go.pointer('String', JSON.stringify(node.text));
  if (ts.isNumericLiteral(node)) return go.pointer('Number', node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return go.pointer('Bool', 'true');
  if (node.kind === ts.SyntaxKind.FalseKeyword) return go.pointer('Bool', 'false');
  if (node.kind === ts.SyntaxKind.ThisKeyword) return 'stack'; // Go has no constructors: a function creates the stack
  if (ts.isIdentifier(node) && ts.isVariableDeclaration(go.declarationOf(node))) return node.text;
  if (ts.isPropertyAccessExpression(node)) return member(node, go);
  if (ts.isCallExpression(node)) return `${expression(node.expression, go)}${valuesOf(node, go)}`;
  if (ts.isNewExpression(node)) return `${constructorOf(node, go)}${valuesOf(node, go)}`;
  if (ts.isObjectLiteralExpression(node)) return `&${nameOfStruct(node, go)}${fieldsOf(node, go)}`;
  if (ts.isArrayLiteralExpression(node)) return list(node, go);
  throw new Untranslatable(node);
}

/** Properties are fields of structs, and methods elsewhere. Static members are functions of the package. */
function member({ expression: owner, name }: ts.PropertyAccessExpression, go: GoExample): string {
  const declaration = go.declarationOf(name);
  const goName = capitalized(name.text);
  if (ts.isEnumMember(declaration)) return `${go.nameOf(go.declarationOf(owner))}_${goName}`;
  const isMethod = ts.isMethodDeclaration(declaration) || ts.isMethodSignature(declaration);
  const call = isMethod || isStruct(declaration.parent) ? '' : '()';
  if (isStatic(declaration)) return `${go.nameOf(go.declarationOf(owner))}_${goName}${call}`;
  return `${expression(owner, go)}.${goName}${call}`;
}

function isStatic(declaration: ts.Declaration): boolean {
  const modifiers = ts.canHaveModifiers(declaration) ? ts.getModifiers(declaration) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) ?? false;
}

function constructorOf({ expression: type }: ts.NewExpression, go: GoExample): string {
  return go.nameOf(go.declarationOf(type)).replace('.', '.New');
}

/** Go has no optional parameters: those that are left out are nil. */
function valuesOf(node: ts.CallExpression | ts.NewExpression, go: GoExample): string {
  const given = (node.arguments ?? []).map((value) => expression(value, go));
  const parameters = go.checker.getResolvedSignature(node)?.parameters ?? [];
  const omitted = parameters.slice(given.length).filter((parameter) => !isRest(parameter));
  return parenthesized([...given, ...omitted.map(() => 'nil')]);
}

function isRest({ valueDeclaration: parameter }: ts.Symbol): boolean {
  return parameter !== undefined && ts.isParameter(parameter) && parameter.dotDotDotToken !== undefined;
}

function nameOfStruct(node: ts.ObjectLiteralExpression, go: GoExample): string {
  const struct = structOf(node, go);
  if (!struct) throw new Untranslatable(node);
  return go.nameOf(struct);
}

function fieldsOf(node: ts.ObjectLiteralExpression, go: GoExample): string {
  const fields = node.properties.map((property) => {
    if (ts.isShorthandPropertyAssignment(property)) {
      return part(property, `${capitalized(property.name.text)}: ${property.name.text}`);
    }
    if (!ts.isPropertyAssignment(property) || !ts.isIdentifier(property.name)) {
      throw new Untranslatable(property);
    }
    return part(property, `${capitalized(property.name.text)}: ${expression(property.initializer, go)}`);
  });
  return braced(fields);
}

/** The items don't repeat the name of their struct. */
function list(node: ts.ArrayLiteralExpression, go: GoExample): string {
  const item = itemType(node, go);
  const type = item && goType(item, go);
  if (type === undefined) throw new Untranslatable(node);
  const items = node.elements.map((element) =>
    part(
      element,
      ts.isObjectLiteralExpression(element) && structOf(element, go)
        ? fieldsOf(element, go)
        : expression(element, go),
    ),
  );
  return `&[]${type}${braced(items)}`;
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

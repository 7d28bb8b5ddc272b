import * as ts from 'typescript';
import { goPackageOf, type GoPackage } from './packages';

const RUNTIME: GoPackage = { name: 'jsii', path: 'github.com/aws/jsii-runtime-go' };

/** The names of an example that its translation needs, and the imports that the translation needs in Go. */
export class GoExample {
  private readonly paths = new Set<string>();

  public constructor(public readonly checker: ts.TypeChecker) {}

  public get imports(): string[] {
    return [...this.paths].sort().map((path) => `import ${JSON.stringify(path)}`);
  }

  /** A value as jsii passes it: by a pointer. */
  public pointer(type: 'Bool' | 'Number' | 'String', value: string): string {
    return `${this.imported(RUNTIME)}.${type}(${value})`;
  }

  /** The name of a class, an interface or an enum. */
  public nameOf(declaration: ts.Declaration): string {
    const name = ts.getNameOfDeclaration(declaration)!.getText();
    return `${this.imported(goPackageOf(declaration.getSourceFile().fileName))}.${name}`;
  }

  /** The declaration of the thing that a name stands for, in the file that it was imported from. */
  public declarationOf(name: ts.Node): ts.Declaration {
    const symbol = this.checker.getSymbolAtLocation(name);
    const isImported = symbol?.declarations?.some(ts.isImportSpecifier);
    const [declaration] = (isImported ? this.checker.getAliasedSymbol(symbol!) : symbol)?.declarations ?? [];
    if (!declaration) throw new Untranslatable(name);
    return declaration;
  }

  private imported({ name, path }: GoPackage): string {
    this.paths.add(path);
    return name;
  }
}

/** TypeScript that no example has needed so far. */
export class Untranslatable extends Error {
  public constructor(node: ts.Node, got = `${ts.SyntaxKind[node.kind]}: ${node.getText()}`) {
    super(`an example has TypeScript that projenrc/go cannot translate, got ${got}`);
  }
}

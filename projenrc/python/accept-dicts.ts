import { appendFileSync, copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TargetOptions } from 'jsii-pacmak/lib/target';

type Assembly = TargetOptions['assembly'];
type Type = Assembly['types'][number];
type Class = Assembly['allClasses'][number];
type Struct = Assembly['allInterfaces'][number];
type Input = Pick<Struct['allProperties'][number], 'name' | 'type'>;
type TypeReference = Input['type'];

const HELPER = '_dicts.py';

/**
 * Lets structs in the generated Python accept a `dict` for a struct of the assembly, also in a list. jsii-pacmak's types allow that, but
 * its code passes lists on unchanged.
 *
 * @param folder the generated sources
 * @throws if the assembly has structs in other positions, or the generated Python has another form
 */
export function acceptDicts(assembly: Assembly, folder: string): void {
  refuseOtherPlaces(assembly);
  const python = assembly.spec.targets!.python as { module: string };
  const module = join(folder, 'src', python.module);
  const file = join(module, '__init__.py');
  const calls = callsFor(assembly, readFileSync(file, 'utf8'));
  copyFileSync(join(__dirname, HELPER), join(module, HELPER));
  appendFileSync(file, ['', 'from ._dicts import accept_dicts', '', ...calls, ''].join('\n'));
}

/** One call for each struct that has structs. */
function callsFor(assembly: Assembly, python: string): string[] {
  return assembly.allInterfaces.filter(isStruct).flatMap((owner) => {
    const structs = owner.allProperties.flatMap(({ name, type }) => {
      const struct = asStruct(type) ?? itemOf(type);
      // jsii-pacmak converts structs of other packages, and there are no lists of them
      return struct?.assembly === assembly
        ? [`${parameter(python, owner, name, struct)}=${struct.name}`]
        : [];
    });
    return structs.length > 0 ? [`accept_dicts(${[owner.name, ...structs].join(', ')})`] : [];
  });
}

/** The name of a property in Python whose owner must accept a `dict` for the struct. */
function parameter(python: string, owner: Struct, property: string, struct: Struct): string {
  const name = property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const constructor = new RegExp(
    `^class ${owner.name}\\b[^:]*:\\n    def __init__\\(\\n([^)]*)\\) -> None:$`,
    'm',
  );
  const [, parameters = ''] = constructor.exec(python) ?? [];
  const [, annotation = 'nothing'] = new RegExp(`^ +${name}: (.*),$`, 'm').exec(parameters) ?? [];
  if (!annotation.includes(`typing.Union["${struct.name}", typing.Dict[builtins.str, typing.Any]]`)) {
    throw new Error(`${owner.name} must accept a dict for ${name} in Python, got ${annotation}`);
  }
  return name;
}

function refuseOtherPlaces(assembly: Assembly): void {
  for (const type of [...assembly.allInterfaces, ...assembly.allClasses]) {
    const isOwner = isStruct(type);
    const isKnown = (place: TypeReference) =>
      asStruct(place) !== undefined || (isOwner && itemOf(place)?.assembly === assembly);
    const other = inputsOf(type).find((input) => hasStruct(input.type) && !isKnown(input.type));
    if (other) throw new Error(`a dict would reach jsii unchanged in '${other.name}' of ${type.name}`);
  }
}

/** The inputs that users pass to a type. */
function inputsOf(type: Class | Struct): readonly Input[] {
  if (isStruct(type)) return type.allProperties;
  const constructors = type.isClassType() && type.initializer ? [type.initializer] : [];
  const parameters = [...constructors, ...type.ownMethods].flatMap((callable) => callable.parameters);
  return [...parameters, ...type.ownProperties.filter(({ immutable }) => !immutable)];
}

function hasStruct(type: TypeReference): boolean {
  const { arrayOfType, mapOfType, unionOfTypes = [], intersectionOfTypes = [] } = type;
  const parts = [arrayOfType, mapOfType, ...unionOfTypes, ...intersectionOfTypes];
  return asStruct(type) !== undefined || parts.some((part) => part && hasStruct(part));
}

/** The struct in a list type. */
function itemOf({ arrayOfType }: TypeReference): Struct | undefined {
  return arrayOfType && asStruct(arrayOfType);
}

function asStruct({ type }: TypeReference): Struct | undefined {
  return type && isStruct(type) ? type : undefined;
}

function isStruct(type: Type): type is Struct {
  return type.isInterfaceType() && type.isDataType();
}

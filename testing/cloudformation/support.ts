import { limitOf, NATIVE_PROVISIONERS } from './provisioners';
import { isNamed, nameOf, type NamedResource } from './resource-names';
import { isCustomResource, NESTED_STACK_TYPE } from './resource-types';
import { setStubs } from './stub-advice';
import { overrideOf, stubsType, type StubOptions, type Stubs } from './stubs';

/** Whether a resource of a template runs on this machine, or is stubbed. */
export function isSupported(resource: NamedResource, stubs: Stubs | undefined): boolean {
  return runsHere(resource) || isStubbed(resource, stubs);
}

/** Whether a resource is stubbed, by name or by type. */
export function isStubbed(resource: NamedResource, stubs: Stubs | undefined): boolean {
  if (overrideOf(stubs, (name) => isNamed(resource, name))) return true;
  return stubsType(stubs, resource.definition.Type, runsHere(resource));
}

/** Explains why resources can't be deployed here, and what to do. */
export function refusal(stackName: string, resources: readonly NamedResource[]): string {
  const names = resources.map((resource) => `${describe(resource)} (${nameOf(resource)})`).join(', ');
  return (
    `stack ${stackName} has resources that do not run locally: ${names}; to deploy the others, with stubs of these that have` +
    ` only Ref and attributes, ${setStubs('all', narrowest(resources))}`
  );
}

/** Stubs for just these resources, without stubbing others of a type that otherwise runs here. */
function narrowest(resources: readonly NamedResource[]): StubOptions {
  const isType = ({ definition }: NamedResource) => !Object.hasOwn(NATIVE_PROVISIONERS, definition.Type);
  const types = [...new Set(resources.filter(isType).map(({ definition }) => definition.Type))];
  const named = resources.filter((resource) => !isType(resource)).map(nameOf);
  return {
    ...(types.length > 0 && { types }),
    ...(named.length > 0 && { resources: Object.fromEntries(named.map((name) => [name, {}])) }),
  };
}

function runsHere({ definition: { Type: type, Properties: properties = {} } }: NamedResource): boolean {
  if (type === NESTED_STACK_TYPE || isCustomResource(type)) return true;
  return Object.hasOwn(NATIVE_PROVISIONERS, type) && limitOf(type, properties) === undefined;
}

function describe(resource: NamedResource): string {
  const { Type: type, Properties: properties = {} } = resource.definition;
  if (/\/waiter-state-machine$/.test(nameOf(resource))) {
    return `${type}, the waiter of a custom resource provider with isComplete, whose custom resources are stubbed with it`;
  }
  const limit = type === 'AWS::Lambda::Url' ? 'a function URL' : limitOf(type, properties);
  return limit === undefined ? type : `${type}, ${limit}`;
}

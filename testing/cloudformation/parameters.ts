import type { Template, TemplateParameter } from './template';

/**
 * The values of a template's parameters.
 *
 * @param given values by parameter name; the others have their defaults
 * @param storedParameter looks up a parameter of Systems Manager
 */
export function parameterValues(
  template: Template,
  given: Readonly<Record<string, string>>,
  storedParameter: (name: string) => string | undefined,
): Map<string, unknown> {
  const declared = template.Parameters ?? {};
  const unknown = Object.keys(given).filter((name) => !(name in declared));
  if (unknown.length > 0) throw new Error(`the template has no parameter ${unknown.join(', ')}`);

  const values = new Map<string, unknown>();
  const missing: string[] = [];
  for (const [name, parameter] of Object.entries(declared)) {
    const value = given[name] ?? parameter.Default;
    if (value === undefined) missing.push(name);
    else values.set(name, parameterValue(name, parameter, String(value), storedParameter));
  }
  if (missing.length > 0) throw new Error(`parameters without a value: ${missing.join(', ')}`);
  return values;
}

function parameterValue(
  name: string,
  parameter: TemplateParameter,
  value: string,
  storedParameter: (name: string) => string | undefined,
): unknown {
  const { Type: type, AllowedValues: allowed, AllowedPattern: pattern } = parameter;
  if (allowed && !allowed.map(String).includes(value)) {
    throw new Error(`parameter ${name} must be one of ${allowed.join(', ')}, got '${value}'`);
  }
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value)) {
    throw new Error(`parameter ${name} must match ${pattern}, got '${value}'`);
  }

  const stored = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(type)?.[1];
  if (stored === undefined) return isList(type) ? value.split(',') : value;
  const found = storedParameter(value);
  if (found === undefined) {
    throw new Error(`parameter ${name} refers to an SSM parameter that is not there: '${value}'`);
  }
  return isList(stored) ? found.split(',') : found;
}

function isList(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

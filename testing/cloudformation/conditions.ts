import { intrinsicName } from './intrinsics';
import type { Template, TemplateOutput, TemplateResource } from './template';
import { isObject } from '../inputs';

/** A template in which every condition has been evaluated. */
export interface DecidedTemplate {
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly outputs: Readonly<Record<string, TemplateOutput>>;
}

/**
 * Evaluates the conditions of a template: removes resources and outputs whose condition is false, and replaces each
 * `Fn::If` by the chosen value.
 *
 * @param resolve resolves the operands of conditions: parameters, pseudo parameters, and mappings
 */
export function decideConditions(template: Template, resolve: (value: unknown) => unknown): DecidedTemplate {
  const decided = new Map<string, boolean>();

  function isTrue(name: string): boolean {
    const known = decided.get(name);
    if (known !== undefined) return known;
    const value = evaluate(template.Conditions![name]);
    decided.set(name, value);
    return value;
  }

  function evaluate(expression: unknown): boolean {
    const call = expression as Record<string, unknown>;
    const name = intrinsicName(call)!;
    const operand = call[name];
    const operands = operand as unknown[];
    switch (name) {
      case 'Condition':
        return isTrue(String(operand));
      case 'Fn::Equals':
        return sameText(resolve(choose(operands[0])), resolve(choose(operands[1])));
      case 'Fn::Not':
        return !evaluate(operands[0]);
      case 'Fn::And':
        return operands.every(evaluate);
      default: // everything else was refused before
        return operands.some(evaluate);
    }
  }

  function choose(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(choose);
    if (!isObject(value)) return value;
    if (intrinsicName(value) === 'Fn::If') {
      const [condition, then, otherwise] = value['Fn::If'] as [string, unknown, unknown];
      return choose(isTrue(condition) ? then : otherwise);
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, choose(item)]));
  }

  function decide<T extends { Condition?: string }>(section: Record<string, T> = {}): Record<string, T> {
    const kept = Object.entries(section).filter(
      ([, { Condition: condition }]) => condition === undefined || isTrue(condition),
    );
    return Object.fromEntries(kept.map(([key, item]) => [key, choose(item) as T]));
  }

  return { resources: decide(template.Resources), outputs: decide(template.Outputs) };
}

function sameText(left: unknown, right: unknown): boolean {
  return JSON.stringify(stringify(left)) === JSON.stringify(stringify(right));
}

function stringify(value: unknown): unknown {
  return Array.isArray(value) ? value.map(stringify) : String(value);
}

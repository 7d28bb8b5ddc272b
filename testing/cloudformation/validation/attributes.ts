import { isObject } from '../../inputs';
import { intrinsicName, namesInSub } from '../intrinsics';
import type { Template } from '../template';
import { membersOf, valuesIn } from './members';

/** A template's use of a resource's attribute. */
export interface AttributeReference {
  readonly logicalId: string;
  /** `undefined` if it is known only when the template is deployed. */
  readonly attribute: string | undefined;
}

/** The attributes that resources and outputs use, through `Fn::GetAtt` and in the text of `Fn::Sub`. */
export function attributeReferences({
  Resources: resources,
  Outputs: outputs,
}: Template): AttributeReference[] {
  const properties = Object.values(resources).map(({ Properties }) => Properties);
  return [...valuesIn([properties, membersOf(outputs)], '')].flatMap(([, value]) => referencesOf(value));
}

function referencesOf(value: unknown): AttributeReference[] {
  if (!isObject(value)) return [];
  const name = intrinsicName(value);
  const argument = value[name ?? ''];
  if (name === 'Fn::GetAtt') {
    const parts = Array.isArray(argument) ? (argument as unknown[]) : String(argument).split('.');
    return [reference(parts)];
  }
  if (name !== 'Fn::Sub') return [];
  const names = namesInSub(argument).map((text) => text.split('.'));
  return names.filter((parts) => parts.length > 1).map(reference);
}

function reference([logicalId, ...names]: readonly unknown[]): AttributeReference {
  const isKnown = names.every((name) => typeof name === 'string');
  return { logicalId: String(logicalId), attribute: isKnown ? names.join('.') : undefined };
}

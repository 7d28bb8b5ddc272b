import { code, table } from './markdown';
import { NATIVE_PROVISIONERS } from '../../testing/cloudformation/provisioners';
import * as recorded from '../../testing/cloudformation/provisioners/recorded';

/** `AWS::Chime` → types, without those that only one provisioner of aws-cdk-lib creates. */
function typesByService(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const type of Object.keys(NATIVE_PROVISIONERS).sort()) {
    const [vendor, service] = type.split('::') as [string, string];
    const key = vendor === 'Custom' ? vendor : `${vendor}::${service}`;
    found.set(key, [...(found.get(key) ?? []), type]);
  }
  return found;
}

function isRecorded(type: string): boolean {
  return Object.values(recorded).includes(NATIVE_PROVISIONERS[type] as never);
}

/** Which resource types run locally, by service: from the provisioners. */
export function localTypes(): string {
  const rows = [...typesByService()].map(([service, types]) => {
    const running = types.filter((type) => !isRecorded(type));
    return [code(service), shortened(running), shortened(types.filter(isRecorded))];
  });
  return table(['service', 'runs', 'is recorded only'], rows);
}

function shortened(types: readonly string[]): string {
  return types.map((type) => code(type.split('::').at(-1)!)).join(', ') || '—';
}

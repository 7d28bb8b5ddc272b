import { allow, deny, type Decision } from '../../processor/decision';
import { ALLOWED_PROCESSORS_VARIABLE } from '../../src/private/protocol/processor-guard-environment';

/**
 * What becomes of a message whose processor failed. Only those processors whose stack says so are allowed: whatever is
 * unknown, or was forgotten, is denied.
 */
export function errorActionOf(processor: string, environment: NodeJS.ProcessEnv): Decision {
  const allowed = environment[ALLOWED_PROCESSORS_VARIABLE]?.split(',') ?? [];
  return allowed.includes(processor) ? allow() : deny();
}

import type { World } from '../world';
import type { EmulatorBehavior } from 'cdk-chime-sdk-messaging/testing';

/** Finds out one behavior: a setting of it, or what was seen instead. */
export type Probe = (world: World) => Promise<string | number>;
export type Probes = Partial<Record<keyof EmulatorBehavior, Probe>>;

/** What became of a call: a word for success, or the kind of its error as behaviors name it. */
export async function outcome(call: Promise<unknown>, success = 'ok'): Promise<string> {
  try {
    await call;
    return success;
  } catch (error) {
    return (error as Error).name.replace(/(?:Entity)?Exception$/, '');
  }
}

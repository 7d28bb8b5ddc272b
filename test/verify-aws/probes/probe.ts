import type { World } from '../world';
import type { EmulatorBehavior } from 'cdk-chime-sdk-messaging/testing';

/** Probes one behavior: returns its setting, or what was observed instead. */
export type Probe = (world: World) => Promise<string | number>;
export type Probes = Partial<Record<keyof EmulatorBehavior, Probe>>;

/** The outcome of a call: a word for success, or the kind of its error in the terms of behaviors. */
export async function outcome(call: Promise<unknown>, success = 'ok'): Promise<string> {
  try {
    await call;
    return success;
  } catch (error) {
    return (error as Error).name.replace(/(?:Entity)?Exception$/, '');
  }
}

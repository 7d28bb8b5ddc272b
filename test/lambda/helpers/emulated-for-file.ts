import { startEmulated, UNSIGNED } from './emulated';
import { behaviorPresets, type ChimeMessagingEmulator } from '../../../testing/emulator';

type Emulated = Awaited<ReturnType<typeof startEmulated>>;

/**
 * A service in virtual time for all tests of a file, which start without faults and with an empty log.
 *
 * @param prepare creates anything else that must exist before the first test
 */
export function emulatedForFile(
  prepare: (emulator: ChimeMessagingEmulator) => Promise<void> = async () => {},
) {
  let emulated!: Emulated;
  beforeAll(async () => {
    emulated = await startEmulated();
    await prepare(emulated.emulator);
  });
  beforeEach(() => {
    emulated.emulator.faults.clear();
    Object.assign(emulated.emulator.behavior, behaviorPresets['documented-likely'], UNSIGNED);
    emulated.harness.log.length = 0;
    emulated.harness.stackStatus = () => undefined;
  });
  afterAll(async () => emulated.close());

  return {
    get harness() {
      return emulated.harness;
    },
    get emulator() {
      return emulated.emulator;
    },
    get service() {
      return emulated.service;
    },
  };
}

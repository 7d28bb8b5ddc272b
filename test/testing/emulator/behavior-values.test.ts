import { ChimeMessagingEmulator, type EmulatorBehavior } from '../../../testing/emulator';

test.each<[object, string]>([
  [{ absentFlow: 'foo' }, "behavior: 'absentFlow' must be one of Forbidden, NotFound, BadRequest, got 'foo'"],
  [{ visibilityDelay: '5' }, "behavior: 'visibilityDelay' must be a number from 0, got '5'"],
  [{ absentFlows: 'NotFound' }, "behavior: there is no behavior 'absentFlows'"],
])('an emulator does not start with %j', async (behavior, message) => {
  const start = ChimeMessagingEmulator.start({ behavior: behavior as Partial<EmulatorBehavior> });

  await expect(start).rejects.toThrow(message);
});

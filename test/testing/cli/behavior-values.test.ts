import { behaviorOf } from '../../../testing/cli/behavior-values';
import { behaviorPresets } from '../../../testing/emulator';

test.each(Object.keys(behaviorPresets))('every behavior of the preset %s can be named in text', (preset) => {
  const whole = behaviorOf(preset, []);

  expect(
    behaviorOf(
      undefined,
      Object.entries(whole).map(([name, value]) => `${name}=${value}`),
    ),
  ).toEqual(whole);
});

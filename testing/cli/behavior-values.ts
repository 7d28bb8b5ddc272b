import { behaviorPresets, behaviorProblem, isNumeric, type EmulatorBehavior } from '../emulator';
import { UsageError } from './usage-error';

/**
 * The behavior that options select: that of a preset, with individual changes.
 *
 * @param settings such as `deniedEdit=removesMessage`
 */
export function behaviorOf(
  preset: string | undefined,
  settings: readonly string[],
): Partial<EmulatorBehavior> {
  const presets: Readonly<Record<string, EmulatorBehavior>> = behaviorPresets;
  if (preset !== undefined && !Object.hasOwn(presets, preset)) {
    throw new UsageError(`--preset must be one of ${Object.keys(presets).join(', ')}, got '${preset}'`);
  }
  return { ...(preset !== undefined && presets[preset]), ...Object.fromEntries(settings.map(settingOf)) };
}

function settingOf(setting: string): [string, string | number] {
  const [name, text] = splitAtEquals(setting);
  const isNumber = isNumeric(name) && text !== '' && !Number.isNaN(Number(text));
  const value = isNumber ? Number(text) : text;
  const problem = behaviorProblem(name, value);
  if (problem !== undefined) throw new UsageError(`--behavior: ${problem}`);
  return [name, value];
}

function splitAtEquals(setting: string): [string, string] {
  const mark = setting.indexOf('=');
  if (mark < 0) throw new UsageError(`--behavior must be NAME=VALUE, got '${setting}'`);
  return [setting.slice(0, mark), setting.slice(mark + 1)];
}

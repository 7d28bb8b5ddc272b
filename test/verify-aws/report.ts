import type { Options } from './options';
import type { Observation } from './switches';
import { behaviorPresets } from 'cdk-chime-sdk-messaging/testing';

const DEFAULTS: Readonly<Record<string, unknown>> = behaviorPresets['documented-likely'];

/**
 * The findings of a run.
 *
 * @param observations the observed settings of the switches; `undefined` if they were not tried, or could not be
 */
export function report(
  { endpoint, region, parts }: Options,
  failed: readonly string[],
  observations: readonly Observation[] | undefined,
): string {
  const absence = parts.includes('switches')
    ? 'No switch could be observed.'
    : 'The switches were not tried.';
  return [
    `# How the service behaves: ${endpoint === 'aws' ? `AWS, ${region}` : 'a rehearsal with the emulator'}`,
    '',
    `Parts: ${parts.join(', ')}. ${failed.length} checks failed${failed.length > 0 ? ':' : '.'}`,
    '',
    ...(failed.length > 0 ? [...failed.map((check) => `- ${check}`), ''] : []),
    ...(observations ? switches(observations) : [absence, '']),
  ].join('\n');
}

/** The actual setting of each switch; those that differ from the emulator's defaults come first. */
function switches(observations: readonly Observation[]): string[] {
  const isDifferent = ({ behavior, setting }: Observation) =>
    setting !== undefined && setting !== DEFAULTS[behavior];
  const observed = observations.filter(({ setting }) => setting !== undefined);
  const others = observations.filter(({ setting }) => setting === undefined);
  const ordered = [...observed.filter(isDifferent), ...observed.filter((seen) => !isDifferent(seen))];
  return [
    `${observed.length} switches observed, ${observed.filter(isDifferent).length} of them not as the emulator assumes; ${others.length} not observed.`,
    '',
    '| switch | true setting | default of the emulator |',
    '|---|---|---|',
    ...ordered.map((seen) => {
      const setting = isDifferent(seen) ? `**${seen.setting}**` : seen.setting;
      return `| ${seen.behavior} | ${setting} | ${String(DEFAULTS[seen.behavior])} |`;
    }),
    '',
    'Not observed:',
    '',
    ...others.map(({ behavior, reason }) => `- ${behavior}: ${reason}`),
    '',
  ];
}

import type { Options } from './options';
import type { Observation } from './switches';
import { behaviorPresets } from 'cdk-chime-sdk-messaging/testing';

const DEFAULTS: Readonly<Record<string, unknown>> = behaviorPresets['documented-likely'];

/** Which setting of each switch is the true one, those first that the emulator's defaults have wrong. */
export function report({ endpoint, region }: Options, observations: readonly Observation[]): string {
  const isDifferent = ({ behavior, setting }: Observation) =>
    setting !== undefined && setting !== DEFAULTS[behavior];
  const observed = observations.filter(({ setting }) => setting !== undefined);
  const others = observations.filter(({ setting }) => setting === undefined);
  const ordered = [...observed.filter(isDifferent), ...observed.filter((seen) => !isDifferent(seen))];
  return [
    `# How the service behaves: ${endpoint === 'aws' ? `AWS, ${region}` : 'a rehearsal with the emulator'}`,
    '',
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
  ].join('\n');
}

import { median, run } from '../runner';
import type { Suite } from '../suite';

const REQUESTS_PER_SECOND = 10;

/** Deployments through the bundled providers to a service with a low rate limit. */
export const rateLimit: Suite = async ({ pairs, quick }) => {
  const sizes = quick ? [20] : [50, 100, 200];
  const points: [number, number][] = [];
  const findings = [];
  for (const flows of sizes) {
    const seconds: number[] = [];
    for (let round = 0; round < pairs; round++) {
      seconds.push((await run('deploy', { args: [flows, REQUESTS_PER_SECOND] })).seconds!);
    }
    const needed = (2 * flows) / REQUESTS_PER_SECOND;
    points.push([flows, median(seconds)]);
    findings.push({
      what: `${flows} flows and associations: time ÷ what ${REQUESTS_PER_SECOND} requests a second need`,
      value: median(seconds) / needed,
      unit: '×',
      ...(flows === sizes.at(-1) && { target: { atMost: 1.3 } }),
    } as const);
  }
  const needed = sizes.map((flows) => [flows, (2 * flows) / REQUESTS_PER_SECOND] as const);
  return {
    findings,
    series: [
      {
        name: 'rate-limit',
        title: 'Deployment under a rate limit',
        x: 'flows, and as many associations',
        y: 's',
        lines: { 'this library': points, 'what the limit allows': needed },
      },
    ],
  };
};

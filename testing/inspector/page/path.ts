import { element } from './dom';
import { decisionOf, durationOfStep } from './words';
import type { VersionTrace } from '../../emulator/state';

/** A message's path through the processors: their decisions, and how long each took. */
export function pathOf(version: VersionTrace): HTMLElement {
  if (version.steps.length === 0) return element('span', { class: 'quiet' }, 'no processor');
  const steps = version.steps.map((step) =>
    element(
      'li',
      { 'data-decision': step.decision ?? 'NONE' },
      element('span', { class: 'processor' }, step.processorName),
      ' ',
      element('span', { class: 'decision' }, decisionOf(step, version)),
      ' ',
      element('span', { class: 'quiet' }, durationOfStep(step)),
    ),
  );
  return element('ol', { class: 'path' }, ...steps);
}

import { randomUUID } from 'node:crypto';
import { checkPattern, matchesPattern, type EventPattern } from './event-pattern';
import { intervalOf } from './schedule';
import type { Clock } from '../clock';

/** A target of a rule. */
export interface RuleTarget {
  readonly id: string;
  readonly arn: string;
  /** A constant to send instead of the event, as JSON. */
  readonly input?: string;
}

/** A rule of the event bus. */
export interface RuleDefinition {
  readonly pattern?: EventPattern;
  /** `rate(…)`; a `cron(…)` never runs here. */
  readonly schedule?: string;
  readonly enabled: boolean;
  readonly targets: readonly RuleTarget[];
}

interface Rule extends RuleDefinition {
  readonly matches: object[];
}

/** Options for `LocalEventBus`. */
export interface LocalEventBusOptions {
  readonly clock: Pick<Clock, 'now' | 'setTimeout'>;
  /** Sends an event to a target on behalf of a rule. */
  readonly send: (targetArn: string, event: unknown, ruleArn: string) => Promise<void>;
}

/** The default event bus. */
export class LocalEventBus {
  private readonly rules = new Map<string, Rule>();
  /** The next run of each rule that has a schedule. */
  private readonly timers = new Map<string, ReturnType<Clock['setTimeout']>>();

  public constructor(private readonly options: LocalEventBusOptions) {}

  public hasRule(arn: string): boolean {
    return this.rules.has(arn);
  }

  /**
   * Creates or changes a rule. A schedule first runs after one interval, and starts over when the rule is changed.
   *
   * @throws if the schedule or the pattern is invalid
   */
  public putRule(arn: string, definition: RuleDefinition): void {
    if (definition.pattern) checkPattern(definition.pattern);
    const interval = definition.schedule === undefined ? undefined : intervalOf(definition.schedule);
    this.rules.set(arn, { ...definition, matches: this.rules.get(arn)?.matches ?? [] });
    this.unschedule(arn);
    if (interval !== undefined && definition.enabled) this.schedule(arn, interval);
  }

  public deleteRule(arn: string): void {
    this.unschedule(arn);
    this.rules.delete(arn);
  }

  /** All events that a rule has matched, including those of its scheduled runs. */
  public matches(ruleArn: string): readonly object[] {
    return this.rules.get(ruleArn)?.matches ?? [];
  }

  public publish(event: object): void {
    for (const [arn, rule] of this.rules) {
      if (rule.enabled && rule.pattern && matchesPattern(rule.pattern, event)) this.trigger(arn, rule, event);
    }
  }

  /** Stops all schedules. */
  public close(): void {
    for (const timer of this.timers.values()) timer.clear();
  }

  /** Runs stay on schedule, however late each starts; missed ones, for example while the machine slept, are skipped. */
  private schedule(arn: string, interval: number, due = this.options.clock.now() + interval): void {
    const { clock } = this.options;
    const run = () => {
      const next = due + interval;
      this.schedule(arn, interval, next > clock.now() ? next : undefined);
      this.trigger(arn, this.rules.get(arn)!, scheduledEvent(arn, clock.now()));
    };
    this.timers.set(arn, clock.setTimeout(run, Math.max(0, due - clock.now())));
  }

  private unschedule(arn: string): void {
    this.timers.get(arn)?.clear();
    this.timers.delete(arn);
  }

  private trigger(arn: string, rule: Rule, event: object): void {
    rule.matches.push(event);
    for (const target of rule.targets) {
      const sent: unknown = target.input === undefined ? event : JSON.parse(target.input);
      // as with the real bus, an unreachable target does not affect the publisher
      this.options.send(target.arn, sent, arn).catch(() => {});
    }
  }
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
function scheduledEvent(ruleArn: string, now: number): object {
  const [, , , region, account] = ruleArn.split(':');
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account,
    time: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [ruleArn],
    detail: {},
  };
}

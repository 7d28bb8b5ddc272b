import { matchesPattern, type EventPattern } from './event-pattern';

/** A target of a rule. */
export interface RuleTarget {
  readonly id: string;
  readonly arn: string;
  /** A constant that is sent in the place of the event, as JSON. */
  readonly input?: string;
}

/** A rule of the event bus; one without a pattern (a schedule) matches nothing here. */
export interface RuleDefinition {
  readonly pattern?: EventPattern;
  readonly enabled: boolean;
  readonly targets: readonly RuleTarget[];
}

interface Rule extends RuleDefinition {
  readonly matches: object[];
}

/** The default event bus. */
export class LocalEventBus {
  private readonly rules = new Map<string, Rule>();

  /** @param send sends an event to a target on behalf of a rule */
  public constructor(
    private readonly send: (targetArn: string, event: unknown, ruleArn: string) => Promise<void>,
  ) {}

  public putRule(arn: string, definition: RuleDefinition): void {
    this.rules.set(arn, { ...definition, matches: this.rules.get(arn)?.matches ?? [] });
  }

  public deleteRule(arn: string): void {
    this.rules.delete(arn);
  }

  /** Every event that a rule has matched. */
  public matches(ruleArn: string): readonly object[] {
    return this.rules.get(ruleArn)?.matches ?? [];
  }

  public publish(event: object): void {
    for (const [arn, rule] of this.rules) {
      if (!rule.enabled || !rule.pattern || !matchesPattern(rule.pattern, event)) continue;
      rule.matches.push(event);
      for (const target of rule.targets) {
        const sent: unknown = target.input === undefined ? event : JSON.parse(target.input);
        // as with the real bus, a target that cannot be reached does not disturb the publisher
        this.send(target.arn, sent, arn).catch(() => {});
      }
    }
  }
}

import { Annotations, type IAspect, Stack, type TagManager, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { got, ValidationError, type Where } from './validation-error';
import { OWNER_TAG } from '../protocol';

const MAXIMUM_TAGS = 50;
const MAXIMUM_KEY_LENGTH = 128;
const MAXIMUM_VALUE_LENGTH = 256;

/** The priority of the `tags` property, the same as an L1's: above the tags of the stack, below `Tags.of()`. */
export const PROPERTY_PRIORITY = 50;
const STACK_PRIORITY = 0;

/** Why the service rejects a tag; undefined if it accepts the tag, or if that is not known yet. */
function refusal(key: string, value: unknown): string | undefined {
  if (!Token.isUnresolved(key)) {
    if (isOutside(key, MAXIMUM_KEY_LENGTH)) {
      return `a tag key must have 1 to ${MAXIMUM_KEY_LENGTH} characters, ${got(key)}`;
    }
    if (key === OWNER_TAG) return `a tag key must not be the one that the provider sets itself, ${got(key)}`;
    if (/^aws:/i.test(key)) return `a tag key must not begin with 'aws:', ${got(key)}`;
  }
  if (Token.isUnresolved(value)) return undefined;
  if (typeof value !== 'string') {
    return `a tag value must be text, ${got(value)} for key ${JSON.stringify(key)}`;
  }
  if (isOutside(value, MAXIMUM_VALUE_LENGTH)) {
    return `a tag value must have 1 to ${MAXIMUM_VALUE_LENGTH} characters, ${got(value)} for key ${JSON.stringify(key)}`;
  }
  return undefined;
}

function isOutside(text: string, maximum: number): boolean {
  const length = [...text].length; // code points, as the service counts
  return length < 1 || length > maximum;
}

/** Checks the `tags` property. Its tags were meant for this flow, so one that can't be set is an error. */
export function validateTags(where: Where, tags: Record<string, string>): void {
  const refusals = Object.entries(tags).map(([key, value]) => refusal(key, value));
  const problems = refusals.filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new ValidationError(`'tags': ${problems.join('; ')}`, where);
}

/** Reports more tags than the service accepts. For a custom resource, one of the tags is the provider's own. */
export function tooManyTags(resource: IConstruct, manager: TagManager, isNative: boolean): string[] {
  // CloudFormation itself applies a stack's tags to native types, so the manager does not have them
  const added = isNative ? Object.keys(stackTags(Stack.of(resource))) : [];
  const count = new Set([...Object.keys(manager.tagValues()), ...added]).size;
  const maximum = isNative ? MAXIMUM_TAGS : MAXIMUM_TAGS - 1;
  if (count <= maximum) return [];
  const reason = isNative ? '' : ' (the provider adds one of its own)';
  return [`'tags' must hold at most ${maximum} tags, including those of Tags.of()${reason}, got ${count}`];
}

/**
 * Completes a flow's tags after all tag aspects have run: adds the tags of the stack, and leaves out tags that the service would
 * reject, with a warning. Such tags were meant for everything in a scope, so they must not block a deployment.
 */
export class FlowTags implements IAspect {
  /** Runs after the aspects that set tags, whatever priority an app gives them. */
  public static readonly PRIORITY = 1000;

  public constructor(
    private readonly resource: IConstruct,
    private readonly manager: TagManager,
    private readonly includeStackTags: boolean,
  ) {}

  public visit(node: IConstruct): void {
    if (node !== this.resource) return;
    if (this.includeStackTags) {
      for (const [key, value] of Object.entries(stackTags(Stack.of(node)))) {
        this.manager.setTag(key, value, STACK_PRIORITY); // tags of the flow itself take precedence, and so does their removal
      }
    }
    for (const [key, value] of Object.entries(this.manager.tagValues())) {
      const problem = refusal(key, value);
      if (problem === undefined) continue;
      this.manager.removeTag(key, Number.MAX_SAFE_INTEGER);
      Annotations.of(node).addWarningV2(
        'cdk-chime-sdk-messaging:tag-left-out',
        `a tag was left out of the channel flow because the service would reject it: ${problem}`,
      );
    }
  }
}

/** The tags that CloudFormation applies to the resources of a stack: a nested stack passes on its parent's. */
function stackTags(stack: Stack): Record<string, string> {
  const inherited = stack.nestedStackParent ? stackTags(stack.nestedStackParent) : {};
  return { ...inherited, ...stack.tags.tagValues() };
}

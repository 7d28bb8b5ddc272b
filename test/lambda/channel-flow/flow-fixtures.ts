import { APP_INSTANCE } from '../helpers/world';

/** Properties of a flow as a template gives them; undefined leaves one out. */
export function flowProperties(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ServiceToken: 'arn:aws:lambda:provider',
    AppInstanceArn: APP_INSTANCE,
    Name: 'flow',
    Processors: [
      { Name: 'p1', FunctionArn: 'arn:aws:lambda:f1', FallbackAction: 'ABORT' },
      { Name: 'p2', FunctionArn: 'arn:aws:lambda:f2', FallbackAction: 'CONTINUE' },
    ],
    Tags: [{ Key: 'team', Value: 'chat' }],
    ...changes,
  };
}

export function flowTags(count: number): { Key: string; Value: string }[] {
  return Array.from({ length: count }, (_, index) => ({ Key: `key-${index}`, Value: 'v' }));
}

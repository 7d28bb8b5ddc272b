/**
 * The action that a function's role must be allowed on a destination of records, by the service in the destination's
 * ARN.
 */
export const DESTINATION_ACTIONS: Readonly<Record<string, string>> = {
  lambda: 'lambda:InvokeFunction',
  sqs: 'sqs:SendMessage',
  sns: 'sns:Publish',
  events: 'events:PutEvents',
};

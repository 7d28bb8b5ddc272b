import { evaluate, type PolicyStatement } from '../iam';

/** The properties of an `AWS::Lambda::Permission`. */
export interface FunctionPermission {
  readonly action: string;
  /** A service (`messaging.chime.amazonaws.com`), an account, or `*`. */
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

/** A service that invokes a function, and the resource on whose behalf it does. */
export interface ServiceCaller {
  readonly service: string;
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

/** Whether the resource policy of a function (or of a version or alias of it) lets a service invoke it. */
export function permitsService(permissions: Iterable<FunctionPermission>, caller: ServiceCaller): boolean {
  const statements = [...permissions]
    .filter(({ principal }) => principal === caller.service || principal === '*')
    .map(statementOf);
  const context = { 'aws:SourceArn': caller.sourceArn, 'aws:SourceAccount': caller.sourceAccount };
  const request = { action: 'lambda:InvokeFunction', resource: '*', context };
  return evaluate([{ Statement: statements }], request) === 'allowed';
}

function statementOf({ action, sourceArn, sourceAccount }: FunctionPermission): PolicyStatement {
  return {
    Effect: 'Allow',
    Action: action,
    Resource: '*',
    Condition: {
      ...(sourceArn !== undefined && { ArnLike: { 'aws:SourceArn': sourceArn } }),
      ...(sourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': sourceAccount } }),
    },
  };
}

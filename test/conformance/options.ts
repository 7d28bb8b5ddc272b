import { parseArgs } from 'node:util';
import { model, SERVICES } from './service-model';

export const HELP = `Sends generated requests of every operation, and checks the responses against the service model of AWS.

Usage: npm run test:conformance -- [options]

  --endpoint URL       sends them to this endpoint; 'aws' is AWS itself
                       (default: CONFORMANCE_ENDPOINT, or an emulator that is started for them)
  --region REGION      (default: AWS_REGION, or us-east-1)
  --function ARN       the Lambda function that the channel flows name as their processor; it is never invoked for real
                       (default: one that does not exist)
  --only OPERATION     this operation only; can be passed more than once
  --update-model       first takes the service model from the botocore that is installed for this
  --help, -h           shows this

Other endpoints take their credentials from the environment, as any SDK does. What the requests need is made through the
API, in an app instance of its own, and deleted afterwards. Requests go out one by one, about 2,000 for each client, of
which some make resources that count against quotas for as long as the suite runs.
`;

export interface Options {
  readonly help: boolean;
  /** A URL, `aws`, or `emulator`. */
  readonly target: string;
  readonly region: string;
  readonly functionArn: string;
  readonly only: readonly string[];
  readonly updateModel: boolean;
}

/** @throws if an option has an invalid value */
export function parseOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      endpoint: { type: 'string' },
      region: { type: 'string' },
      function: { type: 'string' },
      only: { type: 'string', multiple: true },
      'update-model': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const target = values.endpoint ?? (environment.CONFORMANCE_ENDPOINT || 'emulator');
  if (target !== 'aws' && target !== 'emulator' && !URL.canParse(target)) {
    throw new Error(`--endpoint must be a URL or 'aws', got '${target}'`);
  }
  const known = SERVICES.flatMap((service) => Object.keys(model[service].operations));
  const unknown = values.only?.find((operation) => !known.includes(operation));
  if (unknown !== undefined) {
    throw new Error(
      `--only must be an operation of the service model such as CreateChannel, got '${unknown}'`,
    );
  }
  const region = values.region ?? environment.AWS_REGION ?? 'us-east-1';
  return {
    help: values.help ?? false,
    target,
    region,
    functionArn: values.function ?? `arn:aws:lambda:${region}:111122223333:function:conformance`,
    only: values.only ?? [],
    updateModel: values['update-model'] ?? false,
  };
}

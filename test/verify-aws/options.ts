import { parseArgs } from 'node:util';

export const PARTS = ['conformance', 'example', 'switches'] as const;
export type Part = (typeof PARTS)[number];

/** The only Region whose CloudFormation supports the example's channel. */
const EXAMPLE_REGION = 'us-east-1';

export const HELP = `Checks against AWS what only AWS can tell. It says what it creates and costs, and asks, before it does anything.

Usage: npm run verify:aws -- [options]

  --endpoint aws|emulator  AWS, with the credentials of the environment, or a rehearsal on this machine (default: aws)
  --region REGION          us-east-1 or eu-central-1 (default: AWS_REGION, or us-east-1)
  --part PART              ${PARTS.join(', ')}; can be passed more than once
                           (default: all; outside of ${EXAMPLE_REGION}, all but example, which can't be deployed there)
  --report FILE            also writes the report there, as Markdown
  --yes                    does not ask
  --help, -h               shows this
`;

export interface Options {
  readonly help: boolean;
  readonly endpoint: 'aws' | 'emulator';
  readonly region: string;
  readonly parts: readonly Part[];
  readonly report: string | undefined;
  readonly yes: boolean;
}

/** @throws if an option has an invalid value */
export function parseOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      endpoint: { type: 'string', default: 'aws' },
      region: { type: 'string', default: environment.AWS_REGION ?? 'us-east-1' },
      part: { type: 'string', multiple: true },
      report: { type: 'string' },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { endpoint, region, part: parts } = values;
  if (endpoint !== 'aws' && endpoint !== 'emulator') {
    throw new Error(`--endpoint must be aws or emulator, got '${endpoint}'`);
  }
  return {
    help: values.help,
    endpoint,
    region,
    parts: parts ? chosenParts(parts, region) : PARTS.filter((part) => canBeIn(region, part)),
    report: values.report,
    yes: values.yes,
  };
}

function chosenParts(parts: readonly string[], region: string): Part[] {
  return parts.map((part) => {
    if (!isPart(part)) throw new Error(`--part must be one of ${PARTS.join(', ')}, got '${part}'`);
    if (!canBeIn(region, part)) {
      throw new Error(
        `--part ${part} needs --region ${EXAMPLE_REGION}, because CloudFormation has AWS::Chime::Channel only there, got '${region}'`,
      );
    }
    return part;
  });
}

function canBeIn(region: string, part: Part): boolean {
  return part !== 'example' || region === EXAMPLE_REGION;
}

function isPart(text: string): text is Part {
  return (PARTS as readonly string[]).includes(text);
}

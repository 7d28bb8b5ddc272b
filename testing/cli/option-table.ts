import { behaviorPresets } from '../emulator';
import { LOG_LEVELS } from './log';

/** An option for Node.js's parser, with the texts for `--help` and for the page about the command. */
interface Option {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  readonly multiple?: boolean;
  /** The placeholder for its value. */
  readonly value?: string;
  readonly text: string;
}

/** The titles of the groups, by their first option. */
export const GROUPS = {
  app: 'What runs',
  port: 'How to reach it',
  'ready-file': 'What it reports, and how it behaves',
} as const;

export const OPTIONS = {
  app: {
    type: 'string',
    value: 'COMMAND',
    text: 'runs a command that synthesizes an AWS CDK app, such as "npx tsx app.ts", and deploys every stack of the app',
  },
  deploy: {
    type: 'string',
    value: 'FOLDER',
    text: 'deploys every stack of a cloud assembly, such as cdk.out',
  },
  watch: {
    type: 'boolean',
    text: "deploys again when files change: with --deploy, the files in its folder; with --app, the files in the working directory that the key 'watch' of cdk.json selects",
  },
  stubs: {
    type: 'string',
    multiple: true,
    value: 'TYPE',
    text: "stubs the resources of a type, such as AWS::DynamoDB::Table, or with 'all', every resource that does not run locally. The path of a .json file stubs the types and resources that the file lists, with your own values",
  },
  environment: {
    type: 'string',
    multiple: true,
    value: 'NAME=VALUE',
    text: 'adds an environment variable to every function of the app, such as AWS_ENDPOINT_URL_DYNAMODB=http://localhost:8000. The path of a .json file adds the variables in it, by function',
  },
  parameters: {
    type: 'string',
    multiple: true,
    value: 'NAME=VALUE',
    text: 'passes the value of a parameter to each stack that has it, or to one stack as STACK:NAME=VALUE',
  },
  seed: {
    type: 'string',
    value: 'FILE',
    text: 'creates the app instances, users, channels, and flows of a JSON file',
  },
  function: {
    type: 'string',
    multiple: true,
    value: 'NAME=MODULE',
    text: 'runs a local module in JavaScript, TypeScript, or Python in place of the function with this name or ARN. Its handler is named handler. Such a function has no guard: if it throws or times out, its message stays PENDING, as on AWS without a guard',
  },
  'lambda-endpoint': {
    type: 'string',
    value: 'URL',
    text: 'invokes all other functions at this URL, through the Lambda API',
  },
  port: {
    type: 'string',
    value: 'PORT',
    text: 'the port on the loopback interface (default: any free port)',
  },
  tls: {
    type: 'boolean',
    text: 'serves HTTPS and WSS. The path of the certificate is printed as NODE_EXTRA_CA_CERTS',
  },
  'allow-origin': {
    type: 'string',
    multiple: true,
    value: 'URL',
    text: 'lets web pages of this origin call the emulator, such as http://localhost:3000 (default: none)',
  },
  inspect: {
    type: 'boolean',
    text: "serves the inspector, a page that shows channels, flows, and each message's path through the processors",
  },
  'inspect-port': {
    type: 'string',
    value: 'PORT',
    text: 'the port of the inspector (default: any free port); implies --inspect',
  },
  region: { type: 'string', value: 'REGION', text: 'the Region (default: us-east-1)' },
  account: { type: 'string', value: 'ACCOUNT', text: 'the id of the account (default: 111122223333)' },
  'ready-file': {
    type: 'string',
    value: 'FILE',
    text: 'writes the endpoint, the variables, and the outputs to a JSON file when everything is deployed',
  },
  json: {
    type: 'boolean',
    text: 'writes the same to the standard output, and again after each later deployment: one JSON object per line',
  },
  'log-level': {
    type: 'string',
    value: 'LEVEL',
    text: `what is logged to the standard error output: ${LOG_LEVELS.join(', ')} (default: info)`,
  },
  preset: {
    type: 'string',
    value: 'NAME',
    text: `how the service behaves where AWS does not document it: ${Object.keys(behaviorPresets).join(', ')} (default: documented-likely)`,
  },
  behavior: { type: 'string', multiple: true, value: 'NAME=VALUE', text: 'sets one such behavior' },
  help: { type: 'boolean', short: 'h', text: 'prints the options' },
  version: { type: 'boolean', text: 'prints the version' },
} as const satisfies Readonly<Record<string, Option>>;

/** An option as shown by `--help` and on pages. */
export interface DescribedOption {
  readonly name: string;
  /** Such as `--port PORT`. */
  readonly usage: string;
  readonly text: string;
}

/** The options by the title of their group. */
export function optionGroups(): Map<string, DescribedOption[]> {
  const groups = new Map<string, DescribedOption[]>();
  let group: DescribedOption[] = [];
  for (const [name, option] of Object.entries<Option>(OPTIONS)) {
    const title = (GROUPS as Readonly<Record<string, string>>)[name];
    if (title !== undefined) groups.set(title, (group = []));
    const usage = [`--${name}`, option.value].filter(Boolean).join(' ');
    const short = option.short ? `, -${option.short}` : '';
    const text = option.multiple ? `${option.text}. Can be passed more than once` : option.text;
    group.push({ name, usage: usage + short, text });
  }
  return groups;
}

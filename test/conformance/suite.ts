/** Sends valid, boundary, and invalid requests for every operation with three clients, and checks the responses. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { casesOf, type Case } from './cases';
import { problemsOf, type Answer, type NotSent } from './check';
import { openEndpoint, type Endpoint } from './endpoint';
import { Fixtures } from './fixtures';
import type { Options } from './options';
import { sendWithSdk } from './sdk-client';
import { MODEL_PATH } from './service-model';
import type { Checklist } from '../harness/checklist';
import { inTemporaryFolder, REPOSITORY } from '../harness/folders';
import { pythonEnvironment } from '../harness/python-environment';
import { hasCommand, runCommand } from '../harness/run-command';

const PYTHON_CLIENTS = 'boto3==1.43.11 botocore==1.43.127 awscli==1.46.3'.split(' ');

type Send = (endpoint: Endpoint, cases: readonly Case[]) => Promise<(Answer | NotSent)[]>;

export async function checkConformance(list: Checklist, options: Options): Promise<void> {
  await runSuite(list, options, 'the AWS SDK for JavaScript', (endpoint, cases) =>
    sendWithSdk(endpoint.clients, cases),
  );

  if (!hasCommand('python3')) return list.skip('boto3 and the AWS CLI', 'there is no python3');
  const folder = join(REPOSITORY, '.venv-conformance');
  const python = await list.require('boto3 and the AWS CLI are installed', () =>
    pythonEnvironment(folder, ...PYTHON_CLIENTS),
  );
  await list.check('the service model is that of botocore', () => compareModel(python, options.updateModel));
  await runSuite(list, options, 'boto3', sendWithPython(python, 'boto3_client.py'));
  await runSuite(list, options, 'the AWS CLI', sendWithPython(python, 'aws_cli_client.py'));
}

/** Creates fixtures for each client, so that none finds leftovers of another. */
async function runSuite(list: Checklist, options: Options, name: string, send: Send): Promise<void> {
  list.step(`${name}, against ${options.target}`);
  const endpoint = await openEndpoint(options);
  try {
    const { clients, callbackIdFor } = endpoint;
    const fixtures = await list.require('what the requests need is there', () =>
      Fixtures.make({ ...clients, functionArn: options.functionArn, callbackIdFor }),
    );
    try {
      const cases = (await casesOf(fixtures)).filter(
        ({ operation }) => options.only.length === 0 || options.only.includes(operation),
      );
      // If nothing is sent, nothing is checked, whatever the reason.
      await list.require('there are requests to send', () => assert.notEqual(cases.length, 0));
      const answers = await send(endpoint, cases);
      await report(list, name, cases, answers);
      for (const answer of answers) adopt(fixtures, answer);
    } finally {
      await list.check('what the requests needed is deleted', async () => {
        const leftOver = await fixtures.destroy();
        assert.equal(leftOver.length, 0, `left over:\n${leftOver.join('\n')}`);
      });
    }
  } finally {
    await endpoint.close();
  }
}

/** One check for each kind of case of an operation: there are too many cases for one line each. */
async function report(
  list: Checklist,
  client: string,
  cases: readonly Case[],
  answers: readonly (Answer | NotSent)[],
): Promise<void> {
  const results = cases.map((test, index) => ({ test, problems: problemsOf(test, answers[index]!) }));
  const nameOf = ({ operation, service }: Case): string => `${operation} (${service})`;
  const operations = new Set(cases.map(nameOf));
  for (const operation of operations) {
    const own = results.filter(({ test }) => nameOf(test) === operation);
    await list.check(`${operation}: ${own.length} requests with ${client}`, () => {
      const bad = own.filter(({ problems }) => problems.length > 0);
      const lines = bad.map(({ test, problems }) => `${test.id}: ${problems.join('; ')}`);
      assert.ok(bad.length === 0, lines.join('\n'));
    });
  }
  const wrong = results.filter(({ problems }) => problems.length > 0).length;
  list.note(
    `${operations.size} operations: ${cases.length - wrong} of ${cases.length} requests as expected with ${client}`,
  );
}

/** Registers app instances that a case created. */
function adopt(fixtures: Fixtures, answer: Answer | NotSent): void {
  const arn = 'output' in answer ? (answer.output as { AppInstanceArn?: unknown }).AppInstanceArn : undefined;
  if (typeof arn === 'string') fixtures.adopt(arn);
}

/** Passes all cases to a program at once. */
function sendWithPython(python: string, program: string): Send {
  return (endpoint, cases) =>
    inTemporaryFolder('conformance', async (folder) => {
      const file = join(folder, 'cases.json');
      writeFileSync(file, JSON.stringify({ endpoint: endpoint.url, region: endpoint.region, cases }));
      const { stdout } = await runCommand(python, [join(__dirname, program), file], {
        env: endpoint.environment,
        minutes: 30, // AWS takes longer than an emulator
      });
      return JSON.parse(stdout) as (Answer | NotSent)[];
    });
}

async function compareModel(python: string, update: boolean): Promise<void> {
  const { stdout } = await runCommand(python, [join(__dirname, 'export_model.py')]);
  if (update) writeFileSync(MODEL_PATH, stdout);
  const isSame = readFileSync(MODEL_PATH, 'utf8') === stdout;
  assert.ok(
    isSame,
    'service-model.json differs: npm run test:conformance -- --update-model, and look at the change',
  );
}

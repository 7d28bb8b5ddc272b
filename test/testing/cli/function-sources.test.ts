import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { file } from './support';
import { FunctionSources } from '../../../testing/cli/watch';
import { LocalIam } from '../../../testing/cloud/iam';
import { codeInPlace, LocalLambda } from '../../../testing/cloud/lambda';
import { EmulatorClock } from '../../../testing/emulator';

/** Functions that copy the folders with their names. */
async function functionsOf(sources: Record<string, string>) {
  const folder = dirname(file('none', ''));
  const clock = EmulatorClock.manual();
  const lambda = new LocalLambda({
    clock,
    iam: new LocalIam({ now: () => clock.now() }),
    environment: () => ({}),
    deliver: () => Promise.resolve(),
  });
  for (const [functionName, source] of Object.entries(sources)) {
    for (const name of [functionName, `deployed-${functionName}`]) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'index.js'), source);
    }
    lambda.create({
      functionName,
      functionArn: `arn:aws:lambda:us-east-1:111122223333:function:${functionName}`,
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      code: codeInPlace(join(folder, `deployed-${functionName}`)),
      environment: {},
      timeout: 3,
      memorySize: 128,
      logGroupName: `/aws/lambda/${functionName}`,
    });
  }
  const folders = Object.keys(sources).map((name) => join(folder, name));
  const found = new FunctionSources(lambda, `${folder}/`);
  await found.find(folders);
  return { lambda, found, folders, folder };
}

test('of functions that are the same, none gets the code of the other', async () => {
  const { found, folder } = await functionsOf({ one: '// the same', other: '// the same' });

  writeFileSync(join(folder, 'one', 'index.js'), '// changed');

  expect(await found.refresh([join(folder, 'one', 'index.js')])).toEqual([]);
});

test('a function that a deployment leaves alone runs what was deployed', async () => {
  const { found, folder, folders, lambda } = await functionsOf({ one: '// one', other: '// other' });

  writeFileSync(join(folder, 'one', 'index.js'), '// changed');
  expect(await found.refresh([join(folder, 'one', 'index.js')])).toEqual(['one']);
  await found.find(folders);

  expect(lambda.find('one')!.configuration.code.folder).toBe(join(folder, 'deployed-one'));
});

import assert from 'node:assert/strict';
import { cpSync, existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeExamples } from './examples';
import { checkErrors, checkTemplates, environmentOf, type Templates } from './outcome';
import { PYTHON } from './python-examples';
import { wheel } from './wheel';
import type { Checklist } from '../harness/checklist';
import { pythonEnvironment } from '../harness/python-environment';
import { hasCommand, runCommand, tryCommand } from '../harness/run-command';

const PYRIGHT = '1.1.414';

/** Builds the wheel, and synthesizes the stacks with it in a virtual environment. */
export async function python(list: Checklist, folder: string, templates: Templates): Promise<void> {
  if (!hasCommand('python3')) return list.skip('the Python binding', 'there is no python3');

  const examples = await writeExamples(folder, PYTHON); // first, because the wheel contains the README's examples
  const built = await list.require('the wheel is built', wheel);
  const interpreter = await list.require('the wheel is installed', () =>
    pythonEnvironment(join(folder, 'venv'), built, 'mypy'),
  );
  cpSync(join(__dirname, 'programs', 'python'), folder, { recursive: true });
  const run = (...args: string[]) =>
    runCommand(interpreter, args, { cwd: folder, env: environmentOf(folder), minutes: 10 });

  await list.check('a Python program defines the same stacks as TypeScript', async () => {
    await run('stacks.py');
    checkTemplates(folder, templates);
  });
  await list.check('a Python program reads what is wrong with its input', async () => {
    const { stdout } = await run('errors.py');
    const keys = "the keys are 'function', 'error_action', 'fallback_action', 'guard', 'processor_name'";
    checkErrors(stdout, {
      'unknown keyword': /unexpected keyword argument 'error_actions'/,
      'unknown key': new RegExp(`^unknown key 'error_actions' of 'processors\\[0\\]': ${keys}$`),
      'key of TypeScript': new RegExp(
        `^unknown key 'errorAction' of 'processors\\[0\\]', did you mean 'error_action'\\? ${keys}$`,
      ),
      'unknown keys without a list':
        /^unknown keys 'name', 'tag' of 'channels': the keys are 'mode', 'name_prefix', 'privacy'$/,
    });
  });
  await list.check('the wheel has the stability of the README, and no command', async () => {
    const metadata =
      "import importlib.metadata as m; print(m.distribution('cdk-chime-sdk-messaging').read_text('METADATA'))";
    const { stdout } = await run('-c', metadata);
    assert.match(stdout, /^Classifier: Development Status :: 4 - Beta$/m); // PyPI's term for jsii's "experimental"
    assert.match(stdout, /^> \*\*Experimental\*\*/m);
    assert.ok(!existsSync(join(dirname(interpreter), 'chime-messaging-emulator')));
  });
  await list.check(`the ${examples.length} examples, translated, import what there is`, async () => {
    await run('-c', `import runpy; [runpy.run_path(name) for name in ${JSON.stringify(examples)}]`);
  });
  const mypy = ['-m', 'mypy', '--no-incremental', '--config-file', 'mypy.ini'];
  await list.check("mypy --strict accepts the library's own types", async () => {
    await run(...mypy, '--package', 'cdk_chime_sdk_messaging');
  });
  await list.check('mypy --strict accepts the stacks and the examples', async () => {
    await run(...mypy, 'stacks.py', ...examples);
  });
  if (!process.argv.includes('--types')) {
    return list.skip('pyright', 'it reads all of aws_cdk, which takes half a minute (--types)');
  }
  await list.check("pyright accepts the library's own types, the stacks and the examples", async () => {
    const pyright = ['--yes', `pyright@${PYRIGHT}`, '--outputjson', '--pythonpath', interpreter];
    const library = "import importlib.util as u; print(u.find_spec('cdk_chime_sdk_messaging').origin)";
    const { stdout: origin } = await run('-c', library);
    const files = [AWS_CDK_ALONE, 'stacks.py', ...examples, origin.trim()];
    const { stdout } = await tryCommand('npx', [...pyright, ...files], { cwd: folder, minutes: 15 });
    const { generalDiagnostics } = JSON.parse(stdout) as { generalDiagnostics: Diagnostic[] };
    const errors = generalDiagnostics.filter(({ severity }) => severity === 'error');
    const isAlone = ({ file }: Diagnostic) => basename(file) === AWS_CDK_ALONE;
    const ofAwsCdk = new Set(errors.filter(isAlone).map(mismatch));
    assert.ok(!ofAwsCdk.has(undefined), 'aws_cdk alone has errors of another kind');
    const others = errors.filter((error) => !isAlone(error) && !ofAwsCdk.has(mismatch(error)));
    assert.deepEqual(others, []);
    list.note(`without the library, aws_cdk has: ${[...ofAwsCdk].join(', ')}`);
  });
}

/** A program without the library, which shows whether an error is the library's. */
const AWS_CDK_ALONE = 'aws_cdk_alone.py';

interface Diagnostic {
  readonly file: string;
  readonly severity: string;
  readonly message: string;
}

/**
 * The class that does not implement an interface, if that is pyright's error. Classes of aws_cdk often don't implement
 * its interfaces.
 */
function mismatch({ message }: Diagnostic): string | undefined {
  const [, type, expected] =
    /^(?:Argument of type|Type) "(\w+)" (?:cannot be assigned to parameter "\w+" of type|is not assignable to return type) "(\w+)(?: \| None)?"/.exec(
      message,
    ) ?? [];
  return type && `${type} for ${expected}`;
}

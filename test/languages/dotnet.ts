import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkErrors, checkTemplates, environmentOf, type Templates } from './outcome';
import { pacmak } from './pacmak';
import { writeFiles } from './page';
import type { Checklist } from '../harness/checklist';
import { REPOSITORY } from '../harness/folders';
import { hasCommand, runCommand } from '../harness/run-command';

const NAMESPACE = 'CdkChimeSdkMessaging';

interface Member {
  readonly name: string;
}

interface Type {
  readonly kind: 'class' | 'enum' | 'interface';
  readonly name: string;
  readonly datatype?: boolean;
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
  readonly members?: readonly Member[];
}

/** Generates the C# sources, and checks that they are complete; if .NET is available, also compiles and uses them. */
export async function dotnet(list: Checklist, folder: string, templates: Templates): Promise<void> {
  const outdir = join(folder, 'dist');
  await list.require('the C# sources are generated', () => pacmak('dotnet', outdir, true));
  const sources = join(outdir, 'dotnet', NAMESPACE, NAMESPACE);
  const { types } = JSON.parse(readFileSync(join(REPOSITORY, '.jsii'), 'utf8')) as {
    types: Record<string, Type>;
  };
  await list.check(`they have every type of the API, ${Object.keys(types).length}, and every member`, () => {
    assert.deepEqual(
      Object.values(types).flatMap((type) => missing(type, sources)),
      [],
    );
  });
  if (!hasCommand('dotnet')) {
    return list.skip('compiling and running C#', 'there is no dotnet here; the hosted build does it');
  }
  await list.require('they compile', () => pacmak('dotnet', join(folder, 'built')));
  const what = 'a C# program, compiled with the stack of the page for beginners,';
  await list.check(`${what} defines the same stacks as TypeScript`, async () => {
    const project = join(folder, 'project');
    cpSync(join(__dirname, 'programs', 'dotnet'), project, { recursive: true });
    writeFiles('docs/getting-started/csharp.md', project, /ChatStack/);
    const options = { cwd: project, env: environmentOf(folder), minutes: 15 };
    const packages = join(folder, 'built', 'dotnet');
    await runCommand('dotnet', ['nuget', 'add', 'source', packages, '--name', 'built'], options);
    const { stdout } = await runCommand('dotnet', ['run'], options);
    checkTemplates(folder, templates);
    checkErrors(stdout);
  });
}

/** The parts of a type that C# lacks: its file, or a member. A struct is an interface and a class. */
function missing(
  { name, kind, datatype, properties = [], methods = [], members = [] }: Type,
  sources: string,
): string[] {
  const names = datatype ? [name, `I${name}`] : [name];
  return names.flatMap((own) => {
    const file = join(sources, `${own}.cs`);
    if (!existsSync(file)) return [`${own}.cs`];
    const code = readFileSync(file, 'utf8');
    const wanted =
      kind === 'enum' ? members.map((member) => member.name) : [...properties, ...methods].map(inCSharp);
    return wanted
      .filter((member) => !new RegExp(`\\b${member}\\b`).test(code))
      .map((member) => `${own}.${member}`);
  });
}

function inCSharp({ name }: Member): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

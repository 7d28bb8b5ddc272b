import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acceptDicts } from '../../projenrc/python/accept-dicts';
import { inTemporaryFolder } from '../harness/folders';

type Assembly = Parameters<typeof acceptDicts>[0];
/** The type of an input, composed of a struct of the assembly and a foreign one. */
type Input = (own: object, foreign: object) => object;

const PROCESSOR = 'typing.Union["Processor", typing.Dict[builtins.str, typing.Any]]';

/**
 * The jsii-reflect model of an assembly whose struct `FlowProps` has one property in addition to its name, and whose
 * class has a method.
 */
function assemblyWith(property: Input, parameter: Input = () => ({})): Assembly {
  const struct = (name: string, assembly: unknown, allProperties: object[] = []) => ({
    type: { name, assembly, allProperties, isDataType: () => true, isInterfaceType: () => true },
  });
  const assembly = { spec: { targets: { python: { module: 'chat' } } } };
  const own = struct('Processor', assembly);
  const foreign = struct('Tag', {});
  const owner = struct('FlowProps', assembly, [
    { name: 'flowName', type: {} },
    { name: 'firstProcessors', type: property(own, foreign) },
  ]);
  const flow = {
    name: 'Flow',
    isClassType: () => true,
    isInterfaceType: () => false,
    initializer: { parameters: [{ name: 'props', type: owner }] },
    ownMethods: [{ parameters: [{ name: 'added', type: parameter(own, foreign) }] }],
    ownProperties: [],
  };
  Object.assign(assembly, { allInterfaces: [own.type, owner.type], allClasses: [flow] });
  return assembly as unknown as Assembly;
}

/** Runs the script on jsii-pacmak's output for that struct, and returns the additions. */
async function added(assembly: Assembly, annotation: string): Promise<string> {
  const python = [
    'class FlowProps:',
    '    def __init__(',
    '        self,',
    '        *,',
    '        flow_name: builtins.str,',
    `        first_processors: ${annotation},`,
    '    ) -> None:',
    '        pass',
    '',
  ].join('\n');
  return inTemporaryFolder('dicts', (folder) => {
    const module = join(folder, 'src', 'chat');
    mkdirSync(module, { recursive: true });
    writeFileSync(join(module, '__init__.py'), python);
    acceptDicts(assembly, folder);
    expect(readdirSync(module)).toContain('_dicts.py');
    return Promise.resolve(readFileSync(join(module, '__init__.py'), 'utf8').slice(python.length));
  });
}

test.each<[string, Input, string]>([
  ['a struct', (own) => own, PROCESSOR],
  [
    'a list of structs',
    (own) => ({ arrayOfType: own }),
    `typing.Optional[typing.Sequence[${PROCESSOR}]] = None`,
  ],
])('%s can be a dict in Python', async (_, type, annotation) => {
  const lines = await added(assemblyWith(type), annotation);

  expect(lines).toContain('\nfrom ._dicts import accept_dicts\n');
  expect(lines).toContain('\naccept_dicts(FlowProps, first_processors=Processor)\n');
});

test.each<[string, Input]>([
  ['a map of structs', (own) => ({ mapOfType: own })],
  ['a list of lists of structs', (own) => ({ arrayOfType: { arrayOfType: own } })],
  ['a choice between structs', (own, foreign) => ({ unionOfTypes: [own, foreign] })],
  ['a list of structs of another package', (_, foreign) => ({ arrayOfType: foreign })],
])('%s fails the build', async (_, type) => {
  await expect(added(assemblyWith(type), PROCESSOR)).rejects.toThrow(
    "a dict would reach jsii unchanged in 'firstProcessors' of FlowProps",
  );
});

test('a list of structs that a method receives fails the build', async () => {
  const assembly = assemblyWith(
    (own) => own,
    (own) => ({ arrayOfType: own }),
  );

  await expect(added(assembly, PROCESSOR)).rejects.toThrow(
    "a dict would reach jsii unchanged in 'added' of Flow",
  );
});

test('a struct of another package stays as jsii-pacmak made it', async () => {
  const lines = await added(
    assemblyWith((_, foreign) => foreign),
    'typing.Any',
  );

  expect(lines).not.toContain('accept_dicts(');
});

test('Python that does not accept a dict fails the build', async () => {
  await expect(
    added(
      assemblyWith((own) => own),
      '"Processor"',
    ),
  ).rejects.toThrow('FlowProps must accept a dict for first_processors in Python, got "Processor"');
});

/**
 * Writes `docs/reference/{processor,channels,testing}.md` from the comments of the sources, by TypeDoc: the counterpart of
 * API.md, which covers the constructs. Fails if a public name has no comment, if only some parameters of a function have a
 * description, or if a name refers to a type that nobody can import.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentsOf } from './contents';

const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, 'docs', 'reference');

interface Entry {
  readonly name: string;
  /** What a reader can use the page for, and where to begin. */
  readonly intro: string;
  /** The parts of public types that nobody has to name. */
  readonly unnamed: readonly string[];
}

const ENTRIES: readonly Entry[] = [
  {
    name: 'processor',
    intro:
      'With this page, you can look up every public name of the runtime for processors, and of what unit tests of processors use. For an introduction, see [Write a processor](../processors.md).',
    unnamed: [],
  },
  {
    name: 'channels',
    intro:
      'With this page, you can look up every public name that a backend needs to create channels with a flow. For an introduction, see [Channels that a backend creates](../associations.md#channels-that-a-backend-creates).',
    unnamed: [],
  },
  {
    name: 'testing',
    intro:
      'With this page, you can look up every public name of the emulator, of local deployments, and of the inspector. For an introduction, see [Test whole apps](../testing.md).',
    unnamed: [
      // the tables that types are derived from
      ...['BEHAVIORS', 'ERRORS', 'Operations', 'StructureOf', 'ValueOf'],
      'AppStack', // any deployment
      'ChannelFlowEventMessage', // in the reference of the processor
      'Properties', // any object
      'CountedFilter', // any options of rules
      // the services behind a LocalCloud, which tests reach through deployments
      ...[
        'EventSourceMappings',
        'LocalEventBus',
        'LocalIam',
        'LocalKinesis',
        'LocalKms',
        'LocalLambda',
        'LocalS3',
      ],
      ...['StackDescription', 'StackExports', 'StoredParameters'],
    ],
  },
];

/** The plugin's settings: tables, without the columns and headings that readers do not need. */
const FORMAT = {
  classPropertiesFormat: 'table',
  interfacePropertiesFormat: 'table',
  parametersFormat: 'table',
  propertyMembersFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  tableColumnSettings: {
    hideDefaults: true,
    hideInherited: true,
    hideModifiers: true,
    hideOverrides: true,
    hideSources: true,
  },
  hideBreadcrumbs: true,
  hidePageHeader: true,
  hidePageTitle: true,
  outputFileStrategy: 'modules',
  useCodeBlocks: true,
};

/** The page as the plugin writes it, in one file. */
async function generated({ name, unnamed }: Entry, out: string): Promise<string> {
  const { Application, ReflectionKind } = await import('typedoc');
  const { Class, Function, Interface, Method, Accessor, Property, TypeAlias, Variable } = ReflectionKind;
  const documented = [Class, Function, Interface, Method, Accessor, Property, TypeAlias, Variable];
  const app = await Application.bootstrapWithPlugins({
    entryPoints: [join(ROOT, name, 'index.ts')],
    tsconfig: join(ROOT, name, 'tsconfig.json'),
    plugin: ['typedoc-plugin-markdown'],
    outputs: [{ name: 'markdown', path: out }],
    logLevel: 'Warn',
    readme: 'none',
    skipErrorChecking: true, // the compiler has already checked them
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    disableSources: true,
    sort: ['source-order'],
    groupOrder: ['Functions', 'Classes', 'Variables', 'Interfaces', 'Type Aliases'],
    requiredToBeDocumented: documented.map((kind) => ReflectionKind[kind] as never),
    validation: { invalidLink: true, notDocumented: true, notExported: true },
    intentionallyNotExported: [...unnamed],
    ...(FORMAT as object),
  });
  const project = await app.convert();
  if (!project) throw new Error(`TypeDoc could not read ${name}/index.ts`);
  app.validate(project);
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) {
    throw new Error(`the public names of ${name}/index.ts must be documented: see above`);
  }
  const markdown = readFileSync(join(out, 'README.md'), 'utf8');
  const undescribed = markdown.split('\n').filter((row) => row.endsWith('| - |'));
  if (undescribed.length > 0) {
    throw new Error(`parameters of ${name}/index.ts have no description:\n${undescribed.join('\n')}`);
  }
  return markdown;
}

/** Removes what only the plugin needs, and writes defaults as their comments do. */
function readable(markdown: string): string {
  return markdown
    .replace(/<a id="[^"]*"><\/a> /g, '')
    .replace(/\*\*Default\*\* (.*) \|$/gm, (_, text: string) => `By default: ${defaultIn(text)}. |`)
    .replace(/^#+ Returns\n\n[^\n]+\n\n(?=#|\*\*\*)/gm, '') // the signature has the type
    .replace(/\n\*\*\*\n/g, '');
}

/** TypeDoc formats both `'deny' - why` and `- in words` as code. */
function defaultIn(text: string): string {
  const [, value, words] = /^(.*?)(?:^| )- (.*)$/.exec(text.replace(/^`(.*)`$/, '$1')) ?? [
    undefined,
    text,
    '',
  ];
  const inCode = value && !value.includes('`') ? `\`${value}\`` : value;
  return [inCode, words].filter(Boolean).join(', ');
}

function page({ name, intro }: Entry, body: string): string {
  return `# Reference: \`cdk-chime-sdk-messaging/${name}\`\n\n${intro}\n\n${contentsOf(body)}\n${body.trim()}\n`;
}

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const out = mkdtempSync(join(tmpdir(), 'reference-'));
  try {
    for (const entry of ENTRIES) {
      const text = page(entry, readable(await generated(entry, join(out, entry.name))));
      writeFileSync(join(FOLDER, `${entry.name}.md`), text);
    }
  } finally {
    rmSync(out, { recursive: true });
  }
}

void main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { translate } from '../../projenrc/go/translate';
import { inTemporaryFolder } from '../harness/folders';

/** A jsii package in npm's format. */
const PACKAGE = {
  'package.json': JSON.stringify({
    name: '@acme/chat',
    version: '2.1.0',
    exports: { '.': { types: './index.d.ts' }, './bots': { types: './bots/index.d.ts' } },
    jsii: { targets: { go: { moduleName: 'example.com/acme', packageName: 'chat' } } },
  }),
  'index.d.ts': `
    import { IBot } from './bots';
    export enum Privacy { PUBLIC = 'PUBLIC' }
    export interface Tag { readonly key: string; readonly values?: string[]; }
    export interface FlowProps { readonly name?: string; readonly isOpen?: boolean; readonly tags?: Tag[]; readonly bot?: IBot | Tag; }
    export interface FlowOptions { readonly privacy?: Privacy; readonly limit?: number; readonly tag?: Tag; }
    export class Flow {
      static readonly MAX_TAGS: number;
      static of(scope: unknown, options?: FlowOptions): Flow;
      constructor(scope: unknown, id: string, props?: FlowProps);
      get owner(): IBot;
      add(first: string, options?: FlowOptions, ...bots: IBot[]): Flow;
    }`,
  'bots/.jsiirc.json': '{}',
  'bots/index.d.ts': `
    export interface IBot { readonly arn: string; }
    export interface BotList { readonly bots: IBot[]; }
    export class Bot implements IBot { readonly arn: string; constructor(list?: BotList); }`,
};
const IMPORTS = `
  import { Flow, FlowOptions, Privacy } from '@acme/chat';
  import * as bots from '@acme/chat/bots';
  declare const flow: Flow;
  declare const bot: bots.Bot;
  declare const options: FlowOptions;
`;

/** Each example in Go, without the hidden imports and declarations. */
function inGo(...examples: readonly string[]): Promise<string[]> {
  const source = (example: string) =>
    `${IMPORTS}class Fixture {\n  constructor() {\n/// !show\n${example}\n/// !hide\n  }\n}`;
  return translated(...examples.map(source));
}

function translated(...sources: readonly string[]): Promise<string[]> {
  return inTemporaryFolder('go', (folder) => {
    const module = join(folder, 'node_modules', '@acme', 'chat');
    mkdirSync(join(module, 'bots'), { recursive: true });
    for (const [name, text] of Object.entries(PACKAGE)) writeFileSync(join(module, name), text);
    return Promise.resolve(translate(sources, folder));
  });
}

function withoutImports(go: string): string {
  return go.replace(/^import .*\n+/gm, '');
}

const EXPRESSIONS: Readonly<Record<string, string>> = {
  "new Flow(this, 'Flow')": 'chat.NewFlow(stack, jsii.String("Flow"), nil)',
  'new bots.Bot({ bots: [bot] })': 'bots.NewBot(&bots.BotList{Bots: &[]bots.IBot{bot}})',
  'flow.owner.arn': 'flow.Owner().Arn()',
  'options.tag': 'options.Tag',
  'Flow.MAX_TAGS': 'chat.Flow_MAX_TAGS()',
  'Privacy.PUBLIC': 'chat.Privacy_PUBLIC',
  'Flow.of(this, { limit: 2 })': 'chat.Flow_Of(stack, &chat.FlowOptions{Limit: jsii.Number(2)})',
  "const next = flow.add('Next')": 'next := flow.Add(jsii.String("Next"), nil)',
  "flow.add('Bots', {}, bot)": 'flow.Add(jsii.String("Bots"), &chat.FlowOptions{}, bot)',
};

test('an expression becomes a call of what jsii-pacmak generates', async () => {
  const translations = await inGo(...Object.keys(EXPRESSIONS));

  expect(translations.map(withoutImports)).toEqual(Object.values(EXPRESSIONS));
});

test('structs have a line for each field, with the comments and the blank lines of the example', async () => {
  const [go] = await inGo(`
// the flow
new Flow(this, 'Flow', {
  name: 'chat', // shown
  isOpen: true,
  // of the team
  tags: [{ key: 'team', values: ['a', 'b'] }],
  bot: { key: 'none' },
}); // done

flow.add('Next');
// the end
`);

  expect(withoutImports(go!)).toBe(`// the flow
chat.NewFlow(stack, jsii.String("Flow"), &chat.FlowProps{
	Name: jsii.String("chat"), // shown
	IsOpen: jsii.Bool(true),
	// of the team
	Tags: &[]*chat.Tag{
		{
			Key: jsii.String("team"),
			Values: &[]*string{
				jsii.String("a"),
				jsii.String("b"),
			},
		},
	},
	Bot: &chat.Tag{Key: jsii.String("none")},
}) // done

flow.Add(jsii.String("Next"), nil)

// the end`);
});

test('a short single entry keeps its comments', async () => {
  const [go] = await inGo(`
flow.add('Next', {
  // of the last
  limit: 2,
});
flow.add('Last', {
  limit: 3, // of all
});
`);

  expect(withoutImports(go!)).toBe(`flow.Add(jsii.String("Next"), &chat.FlowOptions{
	// of the last
	Limit: jsii.Number(2),
})
flow.Add(jsii.String("Last"), &chat.FlowOptions{
	Limit: jsii.Number(3), // of all
})`);
});

test('an example imports all that it uses in Go, each package once', async () => {
  const [go] = await translated(`
import { Flow } from '@acme/chat';
import { Bot } from '@acme/chat/bots';

declare const bot: Bot; // of the team

Flow.of(bot, { limit: 1 }).add('Bots', { limit: 2 }, bot);`);

  expect(go).toBe(`import "example.com/acme/chat/v2"
import "example.com/acme/chat/v2/bots"
import "github.com/aws/jsii-runtime-go"

var bot bots.Bot // of the team

chat.Flow_Of(bot, &chat.FlowOptions{Limit: jsii.Number(1)}).Add(jsii.String("Bots"), &chat.FlowOptions{Limit: jsii.Number(2)}, bot)`);
});

test.each([
  ["// the kit\nimport { Flow } from '@acme/chat';", '// the kit'],
  ["import { Flow } from '@acme/chat'; // the kit", '// the kit'],
  ["import { Flow /* the kit */ } from '@acme/chat';", '/* the kit */'],
])('%s has no translation', async (example, comment) => {
  await expect(translated(`/// !show\n${example}\nFlow.of(1);\n`)).rejects.toThrow(
    `an example has TypeScript that projenrc/go cannot translate, got a comment: ${comment}`,
  );
});

test.each([
  ['flow.add(`${bot.arn}`);', 'TemplateExpression: `${bot.arn}`'],
  ['const limits = { limit: 1 };', 'ObjectLiteralExpression: { limit: 1 }'],
  ['const a = bot, b = flow;', 'FirstStatement: const a = bot, b = flow;'],
  ['const { arn } = bot;', 'FirstStatement: const { arn } = bot;'],
  ['options.tag?.key;', 'PropertyAccessExpression: options.tag?.key'],
  ["flow.add(/* the id */ 'Next');", 'a comment: /* the id */'],
  ["flow.add('Next' /* the id */);", 'a comment: /* the id */'],
  ["const next = /* the id */ flow.add('Next');", 'a comment: /* the id */'],
  ["new Flow(this, 'Flow', {\n  name: 'chat',\n  // no tags\n});", 'a comment: // no tags'],
  ["new Flow(this, 'Flow', {\n  // no tags\n});", 'a comment: // no tags'],
  ['if (flow) flow.add("Next");', 'IfStatement: if (flow) flow.add("Next");'],
  ['flow.add("Next", { ...options });', 'SpreadAssignment: ...options'],
])('%s has no translation', async (example, got) => {
  await expect(inGo(example)).rejects.toThrow(
    `an example has TypeScript that projenrc/go cannot translate, got ${got}`,
  );
});

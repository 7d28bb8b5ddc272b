import { code, table } from './markdown';
import { optionGroups } from '../../testing/cli/option-table';

/** Links to the pages that tell more about an option. */
const MORE: Readonly<Record<string, string>> = {
  app: '#deploy-your-app',
  watch: '#watch-your-app',
  stubs: 'testing.md#stubs',
  environment: 'testing.md#other-services',
  seed: '#start-without-an-app',
  tls: 'testing.md#tls-and-web-pages',
  inspect: 'inspector.md',
  'ready-file': '#start-it-from-a-program',
  behavior: 'reference/behaviors.md',
};

/** The options as `--help` lists them. */
export function commandOptions(): string {
  const groups = [...optionGroups()].map(([title, options]) => {
    const rows = options.map(({ name, usage, text }) => {
      const more = MORE[name] === undefined ? '' : ` ([more](${MORE[name]}))`;
      return [code(usage), text.replaceAll(/ (--[a-z-]+)/g, ' `$1`') + more];
    });
    return `**${title}**\n\n${table(['option', 'what it does'], rows)}`;
  });
  return groups.join('\n\n');
}

/**
 * Generates the bindings for the other languages, and defines the same stacks in each language that this machine has
 * the tools for.
 *
 * Usage: npm run test:languages -- [--only python|java|go|dotnet]… [--types]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dotnet } from './dotnet';
import { go } from './go';
import { java } from './java';
import { typeScriptTemplates } from './outcome';
import { python } from './python';
import { Prerequisite, runChecklist } from '../harness/checklist';
import { inTemporaryFolder } from '../harness/folders';

const languages = { python, java, go, dotnet };

const { only = Object.keys(languages) } = parseArgs({
  options: { only: { type: 'string', multiple: true }, types: { type: 'boolean' } },
}).values;

void runChecklist((list) =>
  inTemporaryFolder('languages', async (folder) => {
    const templates = await list.require('TypeScript defines the stacks', () =>
      typeScriptTemplates(join(folder, 'typescript')),
    );
    for (const [name, language] of Object.entries(languages)) {
      if (!only.includes(name)) continue;
      list.step(name);
      const ownFolder = join(folder, name);
      mkdirSync(ownFolder);
      try {
        await language(list, ownFolder, templates);
      } catch (error) {
        // The other languages can still be tried.
        if (!(error instanceof Prerequisite)) throw error;
      }
    }
  }),
);

/** Builds the bindings for the other languages, and defines a channel flow in each that this machine has the tools for. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dotnet } from './dotnet';
import { go } from './go';
import { java } from './java';
import { python } from './python';
import { Prerequisite, runChecklist } from '../harness/checklist';
import { inTemporaryFolder } from '../harness/folders';

const languages = { Python: python, Java: java, Go: go, '.NET': dotnet };

void runChecklist((list) =>
  inTemporaryFolder('languages', async (folder) => {
    for (const [name, language] of Object.entries(languages)) {
      list.step(name);
      const ownFolder = join(folder, name);
      mkdirSync(ownFolder);
      try {
        await language(list, ownFolder);
      } catch (error) {
        // The other languages can still be tried.
        if (!(error instanceof Prerequisite)) throw error;
      }
    }
  }),
);

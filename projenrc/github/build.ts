import type { GithubWorkflow } from 'projen/lib/github';
import { addReadingJob, WORKFLOW_NODE } from './jobs';

/** What `npm run test:languages` can be narrowed down to. */
const LANGUAGES = ['python', 'java', 'go', 'dotnet'];
const NODE_VERSIONS = ['20', '22', '24'];

const TOOLCHAINS = {
  python: { version: '3.13' },
  java: { version: '17' },
  go: { version: '^1.25' },
};

/** What a pull request has to pass, next to the build and the packages that projen makes of it. */
export function addChecks(workflow: GithubWorkflow): void {
  addReadingJob(workflow, 'node', {
    name: 'node ${{ matrix.node }}',
    strategy: { failFast: false, matrix: { domain: { node: NODE_VERSIONS } } },
    tools: { node: { version: '${{ matrix.node }}' }, python: TOOLCHAINS.python },
    steps: [
      { name: 'Unit tests', run: 'npm run test:unit' },
      { name: 'The packed package, as a user installs it', run: 'npm run test:package' },
    ],
  });
  addReadingJob(workflow, 'languages', {
    name: 'use from ${{ matrix.language }}',
    strategy: { failFast: false, matrix: { domain: { language: LANGUAGES } } },
    tools: { node: { version: WORKFLOW_NODE }, ...TOOLCHAINS, dotnet: { version: '8.x' } },
    steps: [
      { name: 'Compile', run: 'npx projen pre-compile\nnpx projen compile' },
      {
        name: 'Synthesize the same stacks as TypeScript does',
        run: 'npm run test:languages -- --types --only ${{ matrix.language }}',
      },
    ],
  });
  addReadingJob(workflow, 'everything', {
    name: 'everything that a machine without AWS can check',
    timeoutMinutes: 90,
    tools: { node: { version: '20' }, ...TOOLCHAINS },
    steps: [{ name: 'Check', run: '.ci/run' }],
  });
}

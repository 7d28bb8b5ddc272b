import type { GithubWorkflow } from 'projen/lib/github';
import { addReadingJob, READ_ONLY, WORKFLOW_NODE } from './jobs';

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
  // A new push to a pull request ends the checks of the former one.
  workflow.file?.addOverride('concurrency', {
    group: '${{ github.workflow }}-${{ github.ref }}',
    'cancel-in-progress': true,
  });
  addReadingJob(workflow, 'node', {
    name: 'node ${{ matrix.node }}',
    strategy: { failFast: false, matrix: { domain: { node: NODE_VERSIONS } } },
    tools: { node: { version: '${{ matrix.node }}' }, python: TOOLCHAINS.python },
    steps: [
      { name: 'Unit tests', run: 'npm run test:unit' },
      { name: 'The packed package, as a user installs it', run: 'npm run test:package' },
      {
        name: 'The commands of the pages, as a reader runs them', // in other languages, `everything` runs them once
        run: 'npm run test:console -- --only README --only typescript --only python',
      },
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
    name: 'everything that one machine can check',
    timeoutMinutes: 90,
    tools: { node: { version: '20' }, ...TOOLCHAINS, dotnet: { version: '8.x' } },
    steps: [{ name: 'Check', run: '.ci/run' }],
  });
  addVerdict(workflow);
}

/**
 * One check that a branch can require in place of all the others, of which those of a matrix have a name for each of its
 * values. It always runs: GitHub takes a required check that was skipped for one that has passed.
 */
function addVerdict(workflow: GithubWorkflow): void {
  workflow.addJob('checks', {
    needs: Object.keys(workflow.jobs),
    if: 'always()',
    runsOn: ['ubuntu-latest'],
    permissions: READ_ONLY,
    steps: [
      {
        name: 'All have succeeded',
        env: { RESULTS: "${{ join(needs.*.result, ' ') }}" },
        run: 'for result in $RESULTS; do [ "$result" = success ]; done',
      },
    ],
  });
}

import type { GithubWorkflow } from 'projen/lib/github';
import { addReadingJob, READ_ONLY, WORKFLOW_NODE } from './jobs';

/** The languages that `npm run test:languages` can be limited to. */
const LANGUAGES = ['python', 'java', 'go', 'dotnet'];
const NODE_VERSIONS = ['20', '22', '24'];

const TOOLCHAINS = {
  python: { version: '3.13' },
  java: { version: '17' },
  go: { version: '^1.25' },
};

/** The checks that a pull request has to pass, in addition to the build and to projen's packaging. */
export function addChecks(workflow: GithubWorkflow): void {
  // A new push to a pull request cancels the checks of the previous one.
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
 * One check that a branch can require instead of all the others. Those of a matrix have one name for each of its values.
 * It always runs: to GitHub, a required check that was skipped counts as passed.
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

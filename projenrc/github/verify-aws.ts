import { type GitHub, GithubWorkflow } from 'projen/lib/github';
import { JobPermission } from 'projen/lib/github/workflows-model';
import { addReadingJob, READ_ONLY, WORKFLOW_NODE } from './jobs';

/**
 * Runs the conformance suite, the example, and the probes of switches in an AWS account, when a maintainer starts it. The
 * environment `aws` holds the role, and can require a review before each run.
 */
export function addVerifyAwsWorkflow(github: GitHub): void {
  const workflow = new GithubWorkflow(github, 'verify-aws', { limitConcurrency: true });
  workflow.on({
    workflowDispatch: {
      inputs: {
        region: {
          description: "AWS Region (the example can't be deployed in eu-central-1, and is left out there)",
          required: true,
          default: 'us-east-1',
          type: 'choice',
          options: ['us-east-1', 'eu-central-1'],
        },
      },
    } as object,
  });
  addReadingJob(workflow, 'verify', {
    name: 'verify against AWS',
    environment: 'aws',
    timeoutMinutes: 120, // a run takes an estimated 30 to 90, and finally deletes the resources that it created
    permissions: { ...READ_ONLY, idToken: JobPermission.WRITE },
    tools: { node: { version: WORKFLOW_NODE }, python: { version: '3.13' } },
    env: { AWS_REGION: '${{ inputs.region }}' },
    steps: [
      {
        name: 'Assume the role',
        uses: github.actions.get('aws-actions/configure-aws-credentials'),
        with: {
          'role-to-assume': '${{ vars.VERIFY_ROLE_ARN }}',
          'role-session-name': 'verify-aws',
          'role-duration-seconds': 7200,
          'aws-region': '${{ inputs.region }}',
        },
      },
      { name: 'Verify', run: 'npm run verify:aws -- --endpoint aws --yes --report verify-aws.md' },
      {
        name: 'Show the report',
        if: "always() && hashFiles('verify-aws.md') != ''",
        run: 'cat verify-aws.md >> "$GITHUB_STEP_SUMMARY"',
      },
    ],
  });
}

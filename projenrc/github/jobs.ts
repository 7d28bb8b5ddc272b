import { type GithubWorkflow, WorkflowSteps } from 'projen/lib/github';
import { type Job, type JobStep, JobPermission } from 'projen/lib/github/workflows-model';

/** The Node.js of workflows: the newest LTS, whose npm knows trusted publishing. */
export const WORKFLOW_NODE = '24';

export const READ_ONLY = { contents: JobPermission.READ };

/** Clones the repository. Its token is not available to the code that npm runs later. */
export function cloneStep(): JobStep {
  return { ...WorkflowSteps.checkout(), with: { 'persist-credentials': false } };
}

/** Adds a job that works on a fresh clone of the repository, which it can read but not change. */
export function addReadingJob(
  workflow: GithubWorkflow,
  id: string,
  { steps, ...job }: Omit<Job, 'permissions' | 'runsOn'> & Partial<Pick<Job, 'permissions'>>,
): void {
  workflow.addJob(id, {
    runsOn: ['ubuntu-latest'],
    permissions: READ_ONLY,
    timeoutMinutes: 60, // a job that hangs would otherwise take six hours
    ...job,
    env: { CI: 'true', ...job.env },
    steps: [cloneStep(), { name: 'Install dependencies', run: 'npm ci' }, ...steps],
  });
}

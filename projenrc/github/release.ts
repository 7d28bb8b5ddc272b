import { type Project, release, ReleasableCommits } from 'projen';
import { type GitHub, WorkflowSteps } from 'projen/lib/github';
import { READ_ONLY } from './jobs';

/** How the project numbers its releases, and which commits their notes list. */
export const RELEASE_OPTIONS = {
  release: true,
  jsiiReleaseVersion: '0.2.1061', // publib, which has the credentials of every registry
  releaseEnvironment: 'release', // only `main` may use it: registries trust a workflow and an environment, but no branch
  bumpPackage: 'commit-and-tag-version@^12', // 13 needs Node.js 22
  releaseTrigger: release.ReleaseTrigger.continuous(),
  // Otherwise every push, such as that of the changelog, would be a release, whose changelog would be the next one.
  releasableCommits: ReleasableCommits.featuresAndFixes(),
  // The first release has the version 0.1.0. After that, commits decide: `feat` and `fix` are a patch, breaking changes are a
  // minor version.
  nextVersionCommand: `node -p "process.env.VERSION === '0.0.0' ? '0.1.0' : ''"`,
  versionrcOptions: {
    types: [
      { type: 'feat', section: 'Features' },
      { type: 'fix', section: 'Bug Fixes' },
      { type: 'perf', section: 'Performance' },
      { type: 'docs', section: 'Documentation' },
      ...['chore', 'ci', 'refactor', 'style', 'test'].map((type) => ({ type, hidden: true })),
    ],
  },
};

/** The types that titles of pull requests, and so commits on `main`, may begin with. */
export const COMMIT_TYPES = RELEASE_OPTIONS.versionrcOptions.types.map(({ type }) => type);

/**
 * Opens a pull request that adds the notes of a release to CHANGELOG.md. The release itself pushes nothing to `main`,
 * so nothing has to bypass the protection of the branch.
 */
export function offerChangelog(project: Project & { release?: release.Release }, github: GitHub): void {
  project.release?.addJobs({
    changelog: {
      name: 'Offer the changelog',
      needs: ['release', 'release_github'],
      if: '${{ !inputs.dry_run }}',
      runsOn: ['ubuntu-latest'],
      permissions: READ_ONLY,
      steps: [
        WorkflowSteps.checkout(),
        WorkflowSteps.downloadArtifact({
          name: 'Download build artifacts',
          with: { artifactIds: ['${{ needs.release.outputs.artifact_id }}'], path: 'dist' },
        }),
        { name: 'Prepend the notes', run: PREPEND_NOTES },
        {
          name: 'Open a pull request',
          uses: github.actions.get('peter-evans/create-pull-request'),
          with: {
            token: '${{ secrets.PROJEN_GITHUB_TOKEN }}', // pull requests of the built-in token start no checks
            branch: 'changelog',
            'add-paths': 'CHANGELOG.md',
            title: CHANGELOG_TITLE,
            'commit-message': CHANGELOG_TITLE,
            body: 'The notes of the release, as they stand on its page.',
          },
        },
      ],
    },
  });
}

/** Has a type that neither triggers a release nor appears in the next notes. */
const CHANGELOG_TITLE = 'chore(changelog): ${{ env.VERSION }}';

/** The notes of the first release were written by hand, and are kept. */
const PREPEND_NOTES = `version=$(cat dist/version.txt)
echo "VERSION=$version" >> "$GITHUB_ENV"
if ! grep -qF -e "[$version]" -e "## $version " CHANGELOG.md; then
  { sed '/^## /,$d' CHANGELOG.md; cat dist/changelog.md; echo; sed -n '/^## /,$p' CHANGELOG.md; } > dist/whole.md
  mv dist/whole.md CHANGELOG.md
fi`;

/** Removes the permissions that projen's own jobs do not use. */
export function limitPermissions(project: Project): void {
  const releases = project.tryFindObjectFile('.github/workflows/release.yml');
  releases?.addOverride('jobs.release.permissions.contents', 'read');
  const titles = project.tryFindObjectFile('.github/workflows/pull-request-lint.yml');
  titles?.addOverride('jobs.validate.permissions.pull-requests', 'read');
}

import type { GitHub } from 'projen/lib/github';

/**
 * Actions that projen refers to by a tag, each with the commit of that tag. The other actions are pinned to commits in
 * projen itself, and `npm run lint:workflows` rejects an action that is not pinned.
 */
const PINNED = {
  'actions/setup-dotnet': 'a98b56852c35b8e3190ac28c8c2271da59106c68', // v6.0.0
  'actions/setup-go': 'b7ad1dad31e06c5925ef5d2fc7ad053ef454303e', // v7.0.0
  'actions/setup-java': 'b6effb05e454b25005698d916606bdc6ffcbf961', // v5.7.0
  'actions/setup-node': '820762786026740c76f36085b0efc47a31fe5020', // v7.0.0
  'actions/setup-python': '5fda3b95a4ea91299a34e894583c3862153e4b97', // v7.0.0
  'aws-actions/configure-aws-credentials': 'e6de054238d6b7531b4efff3b6587d9aade6a06c', // v6.2.3
  'peter-evans/create-pull-request': '5f6978faf089d4d20b00c7766989d076bb2fc7f1', // v8.1.1
};

/** Makes every workflow run the actions that were reviewed, wherever their tags point later. */
export function pinActions(github: GitHub): void {
  for (const [action, commit] of Object.entries(PINNED)) github.actions.set(action, `${action}@${commit}`);
}

/**
 * The page with a run's artifacts: the URL of a single artifact is unknown while the review is written. null: the environment does not identify the run
 * (GITHUB_RUN_ID), so a link would lead nowhere.
 */
export function artifactsOfRun(
  { serverUrl, runId }: { readonly serverUrl: string; readonly runId: number },
  { owner, repository }: { readonly owner: string; readonly repository: string },
): string | null {
  return Number.isSafeInteger(runId) ? `${serverUrl}/${owner}/${repository}/actions/runs/${runId}#artifacts` : null;
}

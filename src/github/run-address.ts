/**
 * Where a run lists what its steps attached: the address of the one artifact is not known while the review is written. null: the environment does not
 * say which run this is (GITHUB_RUN_ID), and a link would lead nowhere.
 */
export function artifactsOfRun(
  { serverUrl, runId }: { readonly serverUrl: string; readonly runId: number },
  { owner, repository }: { readonly owner: string; readonly repository: string },
): string | null {
  return Number.isSafeInteger(runId) ? `${serverUrl}/${owner}/${repository}/actions/runs/${runId}#artifacts` : null;
}

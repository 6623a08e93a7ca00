/** Names of files that deploy the repository's content. */
const workflows = /^\.github\/(?:workflows|actions)\/.*\.ya?ml$|(?:^|\/)(?:azure-pipelines|\.gitlab-ci|bitbucket-pipelines)[^/]*\.ya?ml$/i;
const inFolders = /(?:^|\/)\.?(?:azure-?)?(?:pipelines?|devops|azdo|ado|ci|cicd)\/.*\.ya?ml$/i;
const scripts = /(?:^|\/)(?:GNUm|m|M)akefile$|(?:^|\/)(?:justfile|Taskfile\.ya?ml|\.env(?:\.[\w-]+)?|\.envrc)$|\.(?:mk|sh|bash|zsh|ps1|psm1)$/;
const ofOthers = /(?:^|\/)(?:node_modules|\.terraform)\/|\.env\.(?:example|sample|template|dist|defaults)$/;

/** The pipelines, scripts and Makefiles among these files, workflows first. */
export function pipelinesAmong(paths: readonly string[]): readonly string[] {
  const found = paths.filter(isPipeline);
  return [...found.filter((path) => workflows.test(path)), ...found.filter((path) => !workflows.test(path))];
}

/** Whether a file is a pipeline, a script or a Makefile, by its name. */
export function isPipeline(path: string): boolean {
  return (workflows.test(path) || inFolders.test(path) || scripts.test(path)) && !ofOthers.test(path);
}

import type { PolicyCache } from '../../apim/policy-cache.js';
import { CodeSurvey } from '../deployed/code-survey.js';
import { TreeTexts } from '../deployed/tree-texts.js';
import type { RepositoryOptions, Survey } from '../layout.js';
import type { Tree } from '../tree.js';
import { GitRoot } from './git-root.js';

/** Most rounds of reading: configurations name only policies. */
const mostRounds = 5;

/** Finds the services in copies of instances' repositories. `folders`: those with `configuration.json`. */
export async function surveyGitConfiguration(
  tree: Tree,
  folders: readonly string[],
  options: RepositoryOptions,
  cache: PolicyCache,
): Promise<Survey> {
  const files = new TreeTexts(tree, cache);
  let roots = folders.map((folder) => new GitRoot(files, folder));
  for (let round = 0; round < mostRounds; round += 1) {
    if (roots.every((root) => root.deployed.length >= 0 && !root.files.isIncomplete)) break;
    await files.fill();
    roots = folders.map((folder) => new GitRoot(files, folder));
  }
  return new CodeSurvey(roots, files, cache, options, []);
}

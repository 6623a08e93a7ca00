import { foundNothing, type Layout } from '../layout.js';

/** The file at the root of an instance's repository, below `api-management/`. */
const marker = /(?:^|\/)api-management\/configuration\.json$/;

/** The git repository that every API Management instance has ("How to save and configure your API Management service configuration using Git"). */
export const gitConfiguration: Layout = {
  name: 'git-configuration',
  looksFor: "API Management's own git repository (api-management/configuration.json)",
  async find(tree, options, cache) {
    const roots = [...tree.entries.values()].flatMap(({ kind, path }) =>
      kind === 'file' && marker.test(path) ? path.slice(0, -'configuration.json'.length - 1) : [],
    );
    return roots.length === 0 ? foundNothing : (await import('./git-survey.js')).surveyGitConfiguration(tree, roots, options, cache);
  },
  listAround(trees) {
    const isThere = trees.some(
      ({ entries, closed }) =>
        [...entries.keys()].some((path) => marker.test(path)) ||
        [...(closed?.ids.keys() ?? [])].some((folder) => /(?:^|\/)api-management$/.test(folder)),
    );
    return Promise.resolve(isThere ? null : () => Promise.resolve(true));
  },
};

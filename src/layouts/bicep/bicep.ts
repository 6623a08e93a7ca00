import { foundNothing, type Layout, type ListReached } from '../layout.js';
import { policyName } from '../policy-content.js';

const code = /\.bicep(?:param)?$/;

/** What Bicep files deploy. Loaded only if there are any. */
export const bicep: Layout = {
  name: 'bicep',
  readsClaimed: true,
  looksFor: 'Bicep that deploys policies (Microsoft.ApiManagement/service/…/policies)',
  async find(tree, options, cache) {
    for (const path of tree.entries.keys()) {
      if (path.endsWith('.bicep')) return (await import('./bicep-survey.js')).surveyBicep(tree, options, cache);
    }
    return foundNothing;
  },
  // Code may load any file in a folder above it, or in one with a telling name.
  listAround(trees, paths) {
    const all: ListReached = () => Promise.resolve(true);
    const isThere = paths.some((path) => code.test(path)) || trees.some(({ entries }) => [...entries.keys()].some((path) => code.test(path)));
    const mayBeThere = trees.some(({ closed }) =>
      [...(closed?.ids.keys() ?? [])].some((folder) =>
        /(?:^|\/)(?:bicep|infra|infrastructure|iac|deploy|deployment|modules|templates)$/i.test(folder),
      ),
    );
    const mayBeLoaded = paths.some((path) => policyName.test(path) && !/(?:^|\/)policy\.xml$/.test(path));
    return Promise.resolve(isThere || (mayBeThere && mayBeLoaded) ? null : all);
  },
};

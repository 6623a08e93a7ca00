import { foundNothing, type Layout, type ListReached } from '../layout.js';
import { policyName } from '../policy-content.js';

const code = /\.bicep(?:param)?$/;

/** Bicep: what its files deploy. Loaded where there are such files. */
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
  // Any file may be one that code loads, where there is code: it lies in a folder above, or in one whose name says so.
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

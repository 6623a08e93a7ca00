import { foundNothing, type Layout, type ListReached } from '../layout.js';
import { policyName } from '../policy-content.js';

const configuration = /\.(?:tf|tofu)(?:\.json)?$/;
/** What code may run. */
const script = /\.(?:sh|ps1|psm1|py|cmd|bat)$/i;

/** Terraform and OpenTofu: what root modules deploy. Loaded where there are such files. */
export const terraform: Layout = {
  name: 'terraform',
  readsClaimed: true,
  looksFor: 'Terraform that deploys policies (azurerm_api_management_*)',
  async find(tree, options, cache) {
    for (const path of tree.entries.keys()) {
      if (configuration.test(path)) return (await import('./terraform-survey.js')).surveyTerraform(tree, options, cache);
    }
    return foundNothing;
  },
  // Any file may be one that code names, where there is code: it lies in a folder above, or in one whose name says so.
  listAround(trees, paths) {
    const all: ListReached = () => Promise.resolve(true);
    const listed = trees.flatMap(({ entries }) => [...entries.keys()]);
    const isThere =
      paths.some((path) => configuration.test(path) || /\.tfvars(?:\.json)?$/.test(path)) || listed.some((path) => configuration.test(path));
    const mayBeThere = trees.some(({ closed }) =>
      [...(closed?.ids.keys() ?? [])].some((folder) => /(?:^|\/)(?:terraform|tf|infra|infrastructure|iac|modules|env)$/i.test(folder)),
    );
    const mayBeTemplate = paths.some((path) => (policyName.test(path) && !/(?:^|\/)policy\.xml$/.test(path)) || script.test(path));
    return Promise.resolve(isThere || (mayBeThere && mayBeTemplate) ? null : all);
  },
};

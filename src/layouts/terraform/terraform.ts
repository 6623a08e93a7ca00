import { foundNothing, type Layout, type ListReached } from '../layout.js';
import { policyName } from '../policy-content.js';

const configuration = /\.(?:tf|tofu)(?:\.json)?$/;
/** Scripts that code may run. */
const script = /\.(?:sh|ps1|psm1|py|cmd|bat)$/i;

/** What the root modules of Terraform and OpenTofu deploy. Loaded only if there are any. */
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
  // Code may name any file in a folder above it, or in one with a telling name.
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

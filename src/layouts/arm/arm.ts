import { mayEmbedPolicies } from '../embedded-policy.js';
import { foundNothing, type Layout, type ListReached } from '../layout.js';
import { policyName } from '../policy-content.js';

/** Names of templates and files of values. */
const templateName = /(?:\.template|azuredeploy|maintemplate|(?:^|[./_-])param(?:eter)?s?(?:[.\w-]*))\.jsonc?$/i;
/** A policy with APIOps' name, which templates do not link. */
const artifactName = /(?:^|\/)policy\.xml$/;

/** Templates of the Azure Resource Manager, including the Resource Kit's; loaded if a file may be one. */
export const arm: Layout = {
  name: 'arm',
  readsClaimed: true,
  looksFor: 'ARM templates that deploy policies (deploymentTemplate.json)',
  async find(tree, options, cache) {
    const candidates = [...tree.entries.values()].flatMap(({ kind, path }) => (kind === 'file' && mayBeTemplate(path) ? path : []));
    if (candidates.length === 0) return foundNothing;
    return (await import('./arm-survey.js')).surveyTemplates(tree, candidates, options, cache);
  },
  // A link may name any file: if a listed folder has a template, everything is listed.
  listAround(trees, paths) {
    const all: ListReached = () => Promise.resolve(true);
    const listed = trees.flatMap(({ entries }) => [...entries.keys()]);
    const isThere = listed.some((path) => templateName.test(path));
    const mayBeThere = paths.some((path) => (policyName.test(path) ? !artifactName.test(path) : mayBeTemplate(path)));
    return Promise.resolve(isThere && mayBeThere ? null : all);
  },
};

/** Any JSON file that other tools are not known to write. */
function mayBeTemplate(path: string): boolean {
  return /\.jsonc?$/i.test(path) && mayEmbedPolicies(path) && !/(?:^|\/)(?:node_modules|\.vscode|\.devcontainer|\.github)\//.test(path);
}

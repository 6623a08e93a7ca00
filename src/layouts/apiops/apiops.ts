import type { Layout, ListReached } from '../layout.js';
import { reachedByAddress } from './artifact-addresses.js';
import { listAround, listSelected } from './artifact-folders.js';
import { ArtifactSurvey } from './artifact-survey.js';
import { environmentOfFile, isAtTop, isEvaluated, mayHoldEnvironments } from './configuration-file.js';
import { openFolders } from '../tree.js';

/** The artifacts that Azure/apiops extracts and publishes, in all its versions, and those of apiops-cli. */
export const apiops: Layout = {
  name: 'apiops',
  looksFor: 'APIOps artifacts (policy.xml beside apis/, products/, named values/ ...)',
  find: (tree, options, cache) => Promise.resolve(new ArtifactSurvey(tree, options, cache)),
  reachedTogether(base, head, paths) {
    return base instanceof ArtifactSurvey && head instanceof ArtifactSurvey ? reachedByAddress({ base, head }, paths) : Promise.resolve(new Map());
  },
  async listAround(trees, paths, { environments }) {
    const environmentsOf = paths.flatMap((path) => environmentOfFile(path) ?? []);
    // An override may concern any API in any service.
    if (environmentsOf.some((name) => isEvaluated(name, environments))) return null;
    await openFolders(trees, (folder) => (mayHoldEnvironments(folder) ? 1 : 0));
    const around = await listAround(trees, paths);
    const [, head] = trees;
    // A file at the top applies to every service.
    const isSettled = head !== undefined && environmentsOf.length === 0 && environments.every((name) => isAtTop(head, name));
    const listReached: ListReached = async (reached, { sites }) => {
      // Which files of environments are reported: an unevaluated one matters if there is a service, and an environment without a file is reported.
      const isKnown = (name: string): boolean => sites.some((site) => site.environments.some((one) => one.name === name && one.isThere));
      if (!isSettled && (sites.length === 0 || !environments.every(isKnown))) return false;
      await listSelected(trees, reached, around);
      return true;
    };
    return listReached;
  },
};

import type { Api } from '../../apim/service.js';
import { below, folders } from './artifact-names.js';
import { environmentOfFile } from './configuration-file.js';

const most = 3;

/** The changed files that are the likeliest cause, as `Service.metadataAmong` has it, of a root of artifacts. */
export function metadataAmong(changed: Iterable<string>, root: string, api: Api | null, product: string | null): readonly string[] {
  const all = [...changed];
  // A configuration file may lie in a folder above, or in one beside.
  const inReach = all.filter((path) => below(root, path) !== null || isAbove(path, root));
  const within = inReach.length > 0 ? inReach : all.filter((path) => environmentOfFile(path) !== null);
  const own = api === null ? [] : within.filter((path) => below(api.folder, path) !== null);
  if (own.length > 0) return own.slice(0, most);
  const linked = product === null ? [] : within.filter((path) => `/${path}`.includes(`/products/${product}/`));
  if (linked.length > 0) return linked.slice(0, most);
  const values = within.filter(
    (path) =>
      environmentOfFile(path) !== null ||
      path
        .split('/')
        .slice(0, -1)
        .some((name) => folders.namedValues.has(name)),
  );
  return (values.length > 0 ? values : within).slice(0, most);
}

/** Whether a file lies at the top, or is that of an environment in a folder above the root. */
function isAbove(path: string, root: string): boolean {
  const at = path.lastIndexOf('/');
  return at < 0 || (environmentOfFile(path) !== null && below(path.slice(0, at), root) !== null);
}

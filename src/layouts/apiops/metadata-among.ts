import type { Api } from '../../apim/service.js';
import { below, folders } from './artifact-names.js';
import { environmentOf } from './configuration-file.js';

const most = 3;

/** The changed files of an artifact root that most probably are the cause, as in `Service.metadataAmong`. */
export function metadataAmong(changed: Iterable<string>, root: string, api: Api | null, product: string | null): readonly string[] {
  const all = [...changed];
  // A configuration file may be in a folder above or beside it.
  const inReach = all.filter((path) => below(root, path) !== null || isAbove(path, root));
  const within = inReach.length > 0 ? inReach : all.filter((path) => environmentOf(path) !== null);
  const own = api === null ? [] : within.filter((path) => below(api.folder, path) !== null);
  if (own.length > 0) return own.slice(0, most);
  const linked = product === null ? [] : within.filter((path) => `/${path}`.includes(`/products/${product}/`));
  if (linked.length > 0) return linked.slice(0, most);
  const values = within.filter(
    (path) =>
      environmentOf(path) !== null ||
      path
        .split('/')
        .slice(0, -1)
        .some((name) => folders.namedValues.has(name)),
  );
  return (values.length > 0 ? values : within).slice(0, most);
}

/** Whether a file is at the top, or an environment's in a folder above the root. */
function isAbove(path: string, root: string): boolean {
  const at = path.lastIndexOf('/');
  return at < 0 || (environmentOf(path) !== null && below(path.slice(0, at), root) !== null);
}

import type { Api } from '../../apim/service.js';
import { below, folders } from './artifact-names.js';
import { environmentOfFile } from './configuration-file.js';

const most = 3;

/** The changed files of an artifact root that most probably are the cause, as in `Service.metadataAmong`. */
export function metadataAmong(changed: ReadonlySet<string>, root: string, api: Api | null, product: string | null): readonly string[] {
  const reached = reachedBy(changed, root);
  const own = api === null ? [] : api.folder === '' ? reached.within : (reached.byFolder.get(api.folder) ?? []);
  if (own.length > 0) return own.slice(0, most);
  const linked = product === null ? [] : (reached.byProduct.get(product) ?? []);
  if (linked.length > 0) return linked;
  return (reached.values.length > 0 ? reached.values : reached.within).slice(0, most);
}

/** Changed files in reach of a root. A thousand APIs may change at once, and each is asked for its own. */
interface Reached {
  readonly within: readonly string[];
  /** The first of those anywhere below a folder, and of a product's folder, whatever the root. */
  readonly byFolder: ReadonlyMap<string, readonly string[]>;
  readonly byProduct: ReadonlyMap<string, readonly string[]>;
  /** Those of named values and environments. */
  readonly values: readonly string[];
}

const known = new WeakMap<ReadonlySet<string>, Map<string, Reached>>();

function reachedBy(changed: ReadonlySet<string>, root: string): Reached {
  let byRoot = known.get(changed);
  if (byRoot === undefined) known.set(changed, (byRoot = new Map<string, Reached>()));
  let reached = byRoot.get(root);
  if (reached === undefined) byRoot.set(root, (reached = reachOf([...changed], root)));
  return reached;
}

function reachOf(all: readonly string[], root: string): Reached {
  // A configuration file may be in a folder above or beside it.
  const inReach = all.filter((path) => below(root, path) !== null || isAbove(path, root));
  const within = inReach.length > 0 ? inReach : all.filter((path) => environmentOfFile(path) !== null);
  const byFolder = new Map<string, string[]>();
  const byProduct = new Map<string, string[]>();
  for (const path of within) {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) add(byFolder, path.slice(0, end), path);
    const names = path.split('/');
    for (const product of new Set(names.slice(1, -1).filter((_, index) => names[index] === 'products'))) add(byProduct, product, path);
  }
  const values = within.filter(
    (path) =>
      environmentOfFile(path) !== null ||
      path
        .split('/')
        .slice(0, -1)
        .some((name) => folders.namedValues.has(name)),
  );
  return { within, byFolder, byProduct, values };
}

function add(to: Map<string, string[]>, key: string, path: string): void {
  const others = to.get(key);
  if (others === undefined) to.set(key, [path]);
  else if (others.length < most) others.push(path);
}

/** Whether a file is at the top, or an environment's in a folder above the root. */
function isAbove(path: string, root: string): boolean {
  const at = path.lastIndexOf('/');
  return at < 0 || (environmentOfFile(path) !== null && below(path.slice(0, at), root) !== null);
}

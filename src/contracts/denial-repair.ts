import { defaultSettings } from '../config/defaults.js';
import { toldRules } from '../config/told-rules.js';
import type { CorsPolicy } from '../cors/cors-policy.js';
import type { ScopeRef } from '../apim/service.js';
import { layersOfRoute, routeIn } from '../effective/request-route.js';
import type { ExplainTarget } from '../explain/request-target.js';
import type { Tree } from '../layouts/tree.js';
import { addEntries } from '../repairs/list-entries.js';
import { at, elementAt, pathTo, rewrite } from '../repairs/rewrite.js';
import type { RepairTitle } from '../repairs/title.js';
import type { Attempt } from '../review/attempt.js';
import type { Suggestion } from '../review/review.js';
import { verifierOf } from '../review/verify-state.js';
import type { XmlDocument } from '../xml/document.js';
import { removeNode } from '../xml/edit-elements.js';

/** Whom a clause keeps out, and who stays. `promised`: origins that may call, as far as the clause names them one by one. */
export interface Denied {
  readonly origin: string;
  readonly promised: readonly string[];
}

/**
 * A change after which a page of the origin cannot make the request: the origin taken out of a `<cors>` of its chain that lists it, or the wildcard
 * with the promised origins in its place. Applied, read again and evaluated; `holds` says whether a state of the service will do. null: none is found.
 */
export async function denialFor(
  { route }: ExplainTarget,
  denied: Denied,
  tree: Tree,
  holds: (route: ExplainTarget['route']) => boolean,
): Promise<Suggestion | null> {
  const { state } = route;
  const verifier = verifierOf(state, tree, { complete: true, found: null, rules: toldRules(defaultSettings, 'scan') });
  let best: Attempt | null = null;
  for (const step of state.chain(layersOfRoute(route)).steps) {
    if (step.kind !== 'cors') continue;
    const { ref } = step.policy.place;
    const document = await verifier.open(ref);
    const change = document === null ? null : without(document, step.policy, step.scope, denied);
    if (change === null) continue;
    const attempt = await verifier.attempt({ title: change.title, texts: [{ ref, text: change.text }], leansOn: null });
    const there = attempt === null ? null : routeIn(attempt.state, route);
    if (attempt === null || there === null || !holds(there)) continue;
    if (best === null || shutOut(attempt, denied) < shutOut(best, denied)) best = attempt;
  }
  return best?.suggestion ?? null;
}

/** How many others lose something by it. */
function shutOut({ views }: Attempt, { origin }: Denied): number {
  const losing = views.flatMap(({ difference }) => difference.origins.filter((one) => one.origin !== origin && one.directionInAll !== 'widened'));
  return new Set(losing.map((one) => one.origin)).size;
}

/** The `<cors>` without the entries that let the origin in; null: none of them does, or nobody would be left. */
function without(
  document: XmlDocument,
  policy: CorsPolicy,
  scope: ScopeRef,
  { origin, promised }: Denied,
): { readonly title: RepairTitle; readonly text: string } | null {
  const own = policy.origins.filter((entry) => entry.kind === 'origin' && entry.origin === origin);
  const wild = policy.origins.filter(({ kind }) => kind === 'any');
  const gone = wild.length > 0 ? wild : own;
  const missing = wild.length === 0 ? [] : promised.filter((one) => !policy.origins.some((entry) => entry.kind === 'origin' && entry.origin === one));
  if (gone.length === 0 || gone.length - missing.length === policy.origins.length) return null;
  const element = elementAt(document, policy.place);
  const nodes = gone.map((entry) => elementAt(document, entry.place));
  if (element === null || nodes.includes(null)) return null;
  const paths = nodes.flatMap((node) => (node === null ? [] : [pathTo(node)])).reverse();
  const text = rewrite(document, [
    ...(missing.length === 0 ? [] : [at(pathTo(element), (read, cors) => addEntries(read, cors, 'allowed-origins', missing))]),
    ...paths.map((path) => at(path, (read, node) => removeNode(read, node))),
  ]);
  if (text === null) return null;
  const taken: RepairTitle = { code: 'delete-entry', given: { name: wild.length > 0 ? '*' : origin, isRepeated: false } };
  return {
    title:
      missing.length === 0 ? taken : { code: 'both', given: { first: taken, second: { code: 'add-origins', given: { origins: missing, scope } } } },
    text,
  };
}

import { defaultSettings } from '../config/defaults.js';
import { toldRules } from '../config/told-rules.js';
import type { CorsElementStep } from '../cors/cors-chain.js';
import { layersOfRoute, routeIn } from '../effective/request-route.js';
import type { ExplainTarget } from '../explain/request-target.js';
import type { Tree } from '../layouts/tree.js';
import { addEntries } from '../repairs/list-entries.js';
import { at, elementAt, pathTo, rewrite } from '../repairs/rewrite.js';
import type { RepairTitle } from '../repairs/title.js';
import type { Attempt } from '../review/attempt.js';
import type { Verifier } from '../review/verify.js';
import { verifierOf } from '../review/verify-state.js';
import { refKey, type PolicyRef } from '../text/policy-ref.js';
import type { XmlDocument } from '../xml/document.js';
import { removeNode } from '../xml/edit-elements.js';

/** Whom a clause keeps out, and who stays allowed. */
export interface Denied {
  /** Origin of the request that breaks the clause. */
  readonly origin: string;
  /** Whether the clause also keeps out this origin. */
  readonly isDenied: (origin: string) => boolean;
  /** Origins that the clause allows by name. */
  readonly promised: readonly string[];
}

/** The clause's result in a state of the service. `next`: a request that still breaks it; null: none, or none of this service. */
export interface After {
  readonly isFit: boolean;
  readonly next: ExplainTarget | null;
}

/** Most policies that one change edits. */
const mostEdited = 10;

/**
 * A change after which a page of the origin cannot make the request. It removes denied origins from a `<cors>` of the chain, or replaces the wildcard by the
 * promised origins, and repeats that in other policies while a request is left. The change is applied, read again and evaluated; `after` returns the result for
 * a state of the service. null: none is found.
 */
export async function denialFor(
  target: ExplainTarget,
  denied: Denied,
  tree: Tree,
  after: (route: ExplainTarget['route']) => After,
): Promise<Attempt | null> {
  const { state } = target.route;
  const verifier = verifierOf(state, tree, { complete: true, found: null, rules: toldRules(defaultSettings, 'scan') });
  const found: Taken[] = [];
  let best: Attempt | null = null;
  for (let at: ExplainTarget | null = target; at !== null && found.length < mostEdited;) {
    const taken = await new Taking(denied, verifier, found, after).from(at.route, target.route);
    if (taken === null) break;
    found.push(taken);
    best = taken.attempt;
    at = taken.next;
  }
  return best;
}

/** The edits to one policy, on top of those to others. */
interface Taken extends Omit<Change, 'title'> {
  readonly ref: PolicyRef;
  readonly attempt: Attempt;
  readonly next: ExplainTarget | null;
}

/** One `<cors>` with entries removed. */
interface Change {
  readonly text: string;
  readonly names: readonly string[];
  /** The origins listed instead of a wildcard. */
  readonly added: Extract<RepairTitle, { code: 'add-origins' }> | null;
}

/** Tries the next policy of a change. */
class Taking {
  constructor(
    readonly denied: Denied,
    readonly verifier: Verifier,
    readonly before: readonly Taken[],
    readonly after: (route: ExplainTarget['route']) => After,
  ) {}

  /** `route`: that of the request left; `first`: that of the original request. */
  async from(route: ExplainTarget['route'], first: ExplainTarget['route']): Promise<Taken | null> {
    let best: Taken | null = null;
    for (const step of route.state.chain(layersOfRoute(route)).steps) {
      if (step.kind !== 'cors') continue;
      const { ref } = step.policy.place;
      // The policy's text has changed already: its places are no longer the file's.
      if (this.before.some((one) => refKey(one.ref) === refKey(ref))) continue;
      const document = await this.verifier.open(ref);
      // First all denied origins; if another promise prevents that, only the one.
      for (const isGone of document === null ? [] : [this.denied.isDenied, (origin: string) => origin === this.denied.origin]) {
        const change = document === null ? null : without(document, step, this.denied.promised, isGone);
        const taken = change === null ? null : await this.#tried(change, ref, first);
        if (taken === null) continue;
        if (best === null || this.#shutOut(taken.attempt) < this.#shutOut(best.attempt)) best = taken;
        break;
      }
    }
    return best;
  }

  async #tried(change: Change, ref: PolicyRef, first: ExplainTarget['route']): Promise<Taken | null> {
    const all = [...this.before, { ...change, ref }];
    const attempt = await this.verifier.attempt({
      title: titleOf(all),
      texts: all.map((one) => ({ ref: one.ref, text: one.text })),
      leansOn: null,
    });
    const there = attempt === null ? null : routeIn(attempt.state, first);
    if (attempt === null || there === null) return null;
    const { isFit, next } = this.after(there);
    return isFit ? { ...change, ref, attempt, next } : null;
  }

  /** How many other origins lose access by it. */
  #shutOut({ views }: Attempt): number {
    const losing = views.flatMap(({ difference }) =>
      difference.origins.filter((one) => !this.denied.isDenied(one.origin) && one.directionInAll !== 'widened'),
    );
    return new Set(losing.map((one) => one.origin)).size;
  }
}

function titleOf(all: readonly Omit<Change, 'text'>[]): RepairTitle {
  const names = [...new Set(all.flatMap((one) => one.names))];
  const [name = ''] = names;
  const taken: RepairTitle =
    names.length === 1 && all.length === 1
      ? { code: 'delete-entry', given: { name, isRepeated: false } }
      : { code: 'delete-entries', given: { names, lists: all.length } };
  return all.reduce<RepairTitle>((title, { added }) => (added === null ? title : { code: 'both', given: { first: title, second: added } }), taken);
}

/** The `<cors>` without the entries that allow these origins; null if none does, or no entry would be left. */
function without(
  document: XmlDocument,
  { policy, scope }: CorsElementStep,
  promised: readonly string[],
  isGone: (origin: string) => boolean,
): Change | null {
  const own = policy.origins.filter((entry) => entry.kind === 'origin' && isGone(entry.origin));
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
  const names = wild.length > 0 ? ['*'] : [...new Set(own.flatMap((entry) => (entry.kind === 'origin' ? [entry.origin] : [])))];
  return { text, names, added: missing.length === 0 ? null : { code: 'add-origins', given: { origins: missing, scope } } };
}

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

/** Whom a clause keeps out, and who stays. */
export interface Denied {
  /** Of the request that shows that the clause is not kept. */
  readonly origin: string;
  /** Everybody else whom the clause keeps out too. */
  readonly isDenied: (origin: string) => boolean;
  /** Origins that may call, as far as the clause names them one by one. */
  readonly promised: readonly string[];
}

/** What becomes of the clause in a state of the service. `next`: a request that it is not kept by; null: none, or not one of this service. */
export interface After {
  readonly isFit: boolean;
  readonly next: ExplainTarget | null;
}

/** Policies that one change edits at most. */
const mostEdited = 10;

/**
 * A change after which a page of the origin cannot make the request: origins that the clause keeps out taken out of a `<cors>` of its chain, or the
 * wildcard with the promised origins in its place; and then the same in other policies, as long as a request is left. Applied, read again and
 * evaluated; `after` says what a state of the service comes to. null: none is found.
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

/** What was taken out of one policy, on top of what was taken out of others. */
interface Taken extends Omit<Change, 'title'> {
  readonly ref: PolicyRef;
  readonly attempt: Attempt;
  readonly next: ExplainTarget | null;
}

/** One `<cors>` with less in it. */
interface Change {
  readonly text: string;
  readonly names: readonly string[];
  /** What is listed in the place of a wildcard. */
  readonly added: Extract<RepairTitle, { code: 'add-origins' }> | null;
}

/** The next policy of a change. */
class Taking {
  constructor(
    readonly denied: Denied,
    readonly verifier: Verifier,
    readonly before: readonly Taken[],
    readonly after: (route: ExplainTarget['route']) => After,
  ) {}

  /** `route`: of the request that is left; `first`: of the one that the change began with. */
  async from(route: ExplainTarget['route'], first: ExplainTarget['route']): Promise<Taken | null> {
    let best: Taken | null = null;
    for (const step of route.state.chain(layersOfRoute(route)).steps) {
      if (step.kind !== 'cors') continue;
      const { ref } = step.policy.place;
      // A policy whose text is another one already: its places are not those of the file any more.
      if (this.before.some((one) => refKey(one.ref) === refKey(ref))) continue;
      const document = await this.verifier.open(ref);
      // All whom the clause keeps out; or, where another promise is in the way, the one.
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

  /** How many others lose something by it. */
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

/** The `<cors>` without the entries that let these in; null: none of them does, or nobody would be left. */
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

import type { Access } from './access.js';
import { compareAccess, type AccessDifference, type OriginDifference } from './access-difference.js';
import { Labels } from '../text/labels.js';
import { allSteps, allWriters, type CorsChain, type CorsStep } from './cors-chain.js';
import type { CorsPolicy } from './cors-policy.js';
import { handWrittenKey } from './hand-written.js';
import type { OriginEntry } from './origin.js';
import { setKey, type NameSet } from './name-set.js';
import type { Assumptions } from './worlds.js';

interface Shared {
  readonly base: CorsChain | null;
  readonly head: CorsChain | null;
  readonly difference: AccessDifference;
}

const nowhere = {};
const shared = new WeakMap<Assumptions, SharedDifferences>();

/** The shared differences under these assumptions. Dozens of repairs are tried, and most leave most pairs unchanged. */
export function sharedDifferences(assume: Assumptions): SharedDifferences {
  return memoryOf(shared, assume, () => new SharedDifferences(assume));
}

function memoryOf<K extends object, V>(memory: WeakMap<K, V>, key: K, make: () => V): V {
  let value = memory.get(key);
  if (value === undefined) memory.set(key, (value = make()));
  return value;
}

/**
 * Computes each difference between chains once. Thousands of APIs have chains that say the same at other places: the difference of the first is reused with the
 * others' own places.
 */
class SharedDifferences {
  readonly #assume: Assumptions;
  readonly #ofChains = new WeakMap<object, WeakMap<object, Map<string, AccessDifference>>>();
  readonly #ofTexts = new Map<string, Shared>();
  readonly #texts = new WeakMap<CorsChain, string>();
  /** A `<cors>` with thousands of origins occurs in thousands of chains. */
  readonly #policies = new Labels<CorsPolicy>(placeless);

  constructor(assume: Assumptions) {
    this.#assume = assume;
  }

  /** As `compareAccess`. */
  between(base: CorsChain | null, head: CorsChain | null, own: NameSet): AccessDifference {
    const ofBase = memoryOf(this.#ofChains, base ?? nowhere, () => new WeakMap<object, Map<string, AccessDifference>>());
    const known = memoryOf(ofBase, head ?? nowhere, () => new Map<string, AccessDifference>());
    const methods = setKey(own);
    let found = known.get(methods);
    if (found === undefined) known.set(methods, (found = this.#workedOut(base, head, own)));
    return found;
  }

  #workedOut(base: CorsChain | null, head: CorsChain | null, own: NameSet): AccessDifference {
    const text = [setKey(own), this.#textOf(base), this.#textOf(head)].join('\n\n\n');
    const twin = this.#ofTexts.get(text);
    const moved = twin === undefined ? null : atPlacesOf(base, head, twin);
    if (moved !== null) return moved;
    const difference = compareAccess(base, head, this.#assume, own);
    this.#ofTexts.set(text, { base, head, difference });
    return difference;
  }

  #textOf(chain: CorsChain | null): string {
    return chain === null ? '' : memoryOf(this.#texts, chain, () => this.#placelessText(chain));
  }

  /**
   * Everything that an evaluation reads of a chain, without its places: equal texts give the same access, for the same reasons and with the same certainty.
   * More detailed than `chainKey`, which omits how an origin is written.
   */
  #placelessText({ steps, written, writtenTo, preflight, preflightRests }: CorsChain): string {
    const stepText = (step: CorsStep): unknown => {
      if (step.kind === 'cors') return [step.how, this.#policies.of(step.policy), step.guards, step.isBehindDeletion];
      if (step.kind === 'opaque') return [step.key, step.reason, step.guards];
      return [step.by, step.status, step.guards, step.writes?.map(handWrittenKey), step.spares];
    };
    const own = [steps.map(stepText), written.map(handWrittenKey), preflightRests, writtenTo?.key];
    if (preflight === null) return JSON.stringify(own);
    return JSON.stringify([...own, preflight.kind, preflight.key, preflight.steps.map(stepText), preflight.written?.map(handWrittenKey)]);
  }
}

/** The content of an element without its place. */
function placeless(policy: CorsPolicy): string {
  // Most origins are written as browsers send them and are represented by their text; their objects would be many times as long.
  const origins = policy.origins.map((entry) => (isPlain(entry) ? entry.origin : entry));
  return JSON.stringify({ ...policy, origins, element: null, problems: null }, (key, value: unknown) => (placeNames.has(key) ? undefined : value));
}

function isPlain(entry: OriginEntry): entry is Extract<OriginEntry, { kind: 'origin' }> {
  return entry.kind === 'origin' && entry.text === entry.origin && entry.tidied.length === 0 && entry.names.length === 0;
}

const placeNames: ReadonlySet<string> = new Set(['place', 'originsPlace', 'line']);

/** The twin's difference with the places of these chains; null if its places do not identify the elements. */
function atPlacesOf(base: CorsChain | null, head: CorsChain | null, twin: Shared): AccessDifference | null {
  const before = placesOf(twin.base, base);
  const after = placesOf(twin.head, head);
  if (before === null || after === null) return null;
  // Thousands of rows share an access; they keep sharing the relocated one.
  const moving = (places: ReadonlyMap<string, Access['decidedBy']>): ((access: Access) => Access) => {
    const moved = new Map<Access, Access>();
    return (access) => {
      const { decidedBy } = access;
      if (decidedBy === null) return access;
      let own = moved.get(access);
      if (own === undefined) moved.set(access, (own = { ...access, decidedBy: places.get(`${decidedBy.line} ${decidedBy.path}`) ?? decidedBy }));
      return own;
    };
  };
  const [old, now] = [moving(before), moving(after)];
  const origins = twin.difference.origins.map((row): OriginDifference => ({ ...row, before: old(row.before), after: now(row.after) }));
  return { ...twin.difference, origins };
}

/** Maps the places of one chain's elements to the other's; null if two elements share a place in only one of them. */
function placesOf(from: CorsChain | null, to: CorsChain | null): ReadonlyMap<string, Access['decidedBy']> | null {
  const places = new Map<string, Access['decidedBy']>();
  const theirs = elementPlaces(to);
  for (const [index, { path, line }] of elementPlaces(from).entries()) {
    const place = theirs[index];
    if (place === undefined) return null;
    const known = places.get(`${line} ${path}`);
    if (known !== undefined && (known?.path !== place.path || known.line !== place.line)) return null;
    places.set(`${line} ${path}`, { path: place.path, line: place.line });
  }
  return places;
}

function elementPlaces(chain: CorsChain | null): readonly { readonly path: string; readonly line: number }[] {
  if (chain === null) return [];
  const elements = allSteps(chain).flatMap((step) => (step.kind === 'cors' ? [step.policy.place] : []));
  return [...elements, ...allWriters(chain).map(({ element }) => element.place)];
}

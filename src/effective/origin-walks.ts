import { layersKey } from './sections.js';
import type { Layer } from '../apim/layers.js';
import type { PolicyDocument } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { lookAlikes, strangers } from '../cors/expression/look-alikes.js';
import { Exhausted } from '../cors/expression/value.js';
import { refKey } from '../text/policy-ref.js';
import { contextsOf } from './contexts.js';
import { OriginFlow } from './origin-flow.js';
import { allowOrigin, isComputed, siteKey, stepsOf, usesOrigins, type OriginSite, type OriginUse } from './origin-site.js';
import { relevantSteps, type Relevance } from './relevant-steps.js';
import type { ServiceState } from './service-state.js';
import { StepBudget } from './way.js';

const stepsOfChain = 500_000;
const stepsOfService = 5_000_000;

/** Walks every chain of a service with a computed allowed origin. */
export function findUses(state: ServiceState): readonly OriginUse[] {
  const flows = state
    .documents()
    .flatMap(({ file, scope }) => (file.ok && file.document.flow !== null ? [{ file, document: file.document, scope }] : []));
  const holders = flows.filter(({ document }) => usesOrigins(document));
  const relevance = relevantSteps(flows.flatMap(({ document }) => [...(document.flow?.values() ?? [])]));
  const walks = new Walks(state, relevance, holders);
  const carries = ({ flow }: PolicyDocument): boolean => flow !== null;
  for (const { layers, target } of contextsOf(state, { operations: carries, products: carries })) walks.walk(layers, target);
  for (const { file, document, scope } of holders) if (scope.kind !== 'fragment' && !walks.seen.has(document)) walks.walk([{ file, scope }], null);
  return walks.uses();
}

type Found = Omit<OriginUse, 'targets'>;

/** Walks each distinct chain once. */
class Walks {
  /** Documents in the chain. */
  readonly seen = new Set<PolicyDocument>();
  readonly #state: ServiceState;
  readonly #relevance: Relevance;
  readonly #holders: ReadonlySet<PolicyDocument>;
  readonly #fragments: readonly { readonly document: PolicyDocument; readonly scope: ScopeRef }[];
  readonly #budget = new StepBudget(stepsOfService);
  readonly #walked = new Map<string, readonly Found[]>();
  readonly #found = new Map<string, OriginUse>();

  constructor(state: ServiceState, relevance: Relevance, holders: readonly { readonly document: PolicyDocument; readonly scope: ScopeRef }[]) {
    this.#state = state;
    this.#relevance = relevance;
    this.#holders = new Set(holders.map(({ document }) => document));
    this.#fragments = holders.filter(({ scope }) => scope.kind === 'fragment');
  }

  walk(layers: readonly Layer[], target: Target | null): void {
    const documents = layers.flatMap(({ file }) => (file?.ok === true && file.document.flow !== null ? [file.document] : []));
    for (const document of documents) this.seen.add(document);
    if (!documents.some((document) => this.#holders.has(document)) && (this.#fragments.length === 0 || documents.length === 0)) return;
    const key = layersKey(layers, originEffectKey);
    let uses = this.#walked.get(key);
    if (uses === undefined) this.#walked.set(key, (uses = this.#usesOf(layers)));
    for (const use of uses) this.#add(use, target);
  }

  #add(use: Found, target: Target | null): void {
    const key = siteKey(use.place);
    const before = this.#found.get(key);
    const worse = before === undefined || verdicts.indexOf(use.verdict) < verdicts.indexOf(before.verdict) ? use : before;
    const targets = [...(before?.targets ?? []), ...(target === null ? [] : [target])];
    // If one chain lets every origin reach the site, no condition is given.
    const isBehindDefault = before?.verdict === use.verdict ? before.isBehindDefault && use.isBehindDefault : worse.isBehindDefault;
    this.#found.set(key, { ...worse, isBehindDefault, credentials: use.credentials || before?.credentials === true, targets });
  }

  uses(): readonly OriginUse[] {
    return [...this.#found.values()].map((use) => ({ ...use, targets: mergeTargets(use.targets) }));
  }

  #usesOf(layers: readonly Layer[]): readonly Found[] {
    const flow = new OriginFlow(this.#state, layers, this.#relevance, new StepBudget(stepsOfChain, this.#budget));
    const verdictsOf = new Map<string, Verdict>();
    const own = layers.flatMap(({ file, scope }) => (file?.ok === true ? [{ document: file.document, scope }] : []));
    const written = new Map([...own, ...this.#fragments].flatMap(sitesOf).map((site) => [siteKey(site.place), site]));
    try {
      judge(flow, written, verdictsOf);
    } catch (error) {
      if (!(error instanceof Exhausted)) throw error;
      const entries = [...own, ...this.#fragments].flatMap((one) => computedEntries(one, flow));
      for (const [key, site] of [...written, ...entries.map((site) => [siteKey(site.place), site] as const), ...flow.sites]) {
        flow.sites.set(key, site);
        if (!verdictsOf.has(key)) verdictsOf.set(key, { verdict: 'too-long', origin: '' });
      }
    }
    return [...flow.sites].flatMap(([key, site]) => {
      const said = verdictsOf.get(key);
      return said === undefined ? [] : [{ ...site, ...said }];
    });
  }
}

type Verdict = Pick<OriginUse, 'verdict' | 'origin'>;

/** First tries unnamed origins, then look-alikes of those that are compared with. Throws `Exhausted`. */
function judge(flow: OriginFlow, written: ReadonlyMap<string, OriginSite>, verdictsOf: Map<string, Verdict>): void {
  const answers = strangers.map((origin) => ({ origin, comes: flow.answersTo(origin) }));
  const unknown = new Set<string>();
  for (const key of flow.sites.keys()) {
    const passing = answers.filter(({ comes }) => comes.get(key) === 'yes');
    if (answers.some(({ comes }) => comes.has(key))) unknown.add(key);
    const [first] = passing;
    if (first === undefined) continue;
    verdictsOf.set(key, { verdict: passing.length === strangers.length ? 'reflected' : 'loose', origin: first.origin });
  }
  // Strangers may not reach every site.
  const isDone = (): boolean => [...flow.sites.keys(), ...written.keys()].every((key) => verdictsOf.has(key));
  for (const origin of isDone() ? [] : lookAlikes(flow.texts)) {
    for (const [key, comes] of flow.answersTo(origin)) {
      if (comes === 'yes' && !verdictsOf.has(key)) verdictsOf.set(key, { verdict: 'loose', origin });
    }
    if (isDone()) break;
  }
  for (const key of unknown) if (!verdictsOf.has(key)) verdictsOf.set(key, { verdict: 'unknown', origin: '' });
}

/** Worst first. */
const verdicts: readonly OriginUse['verdict'][] = ['reflected', 'loose', 'too-long', 'unknown'];

/** Equal for policies with the same effect on origins. */
export function originEffectKey(file: Layer['file']): string {
  if (file === null) return '';
  if (!file.ok) return 'broken';
  return file.document.flow === null ? '' : `${refKey(file.document.ref)}@${file.document.id}`;
}

/** A policy and its scope. */
export interface Placed {
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
}

const none = { credentials: false, hasDefault: false, isBehindDefault: false };

/** The computed entries of a document's `<cors>`, reached by the walk or not. */
export function computedEntries({ document, scope }: Placed, flow: OriginFlow): readonly OriginSite[] {
  return [...stepsOf(document.flow)]
    .flatMap((step) => (step.kind === 'cors' ? flow.expressionsOf(step.computed, scope) : []))
    .map(({ place }) => ({ document, scope, place, what: 'origin', section: 'inbound', ...none }));
}

/** Places where a document writes a computed header, for a chain that was not walked. */
function sitesOf(placed: Placed): readonly OriginSite[] {
  return writersOf(placed, (text) => isComputed(text));
}

/** Places where a document writes an allowed origin with one of these texts. */
export function writersOf({ document, scope }: Placed, counts: (text: string) => boolean): readonly OriginSite[] {
  return document.headerWriters
    .filter(({ header, element }) => header === allowOrigin && element.children.some(({ text }) => counts(text)))
    .map(({ section, element: { place } }) => ({
      document,
      scope,
      place,
      what: 'header',
      section: section === 'fragment' ? 'outbound' : section,
      ...none,
    }));
}

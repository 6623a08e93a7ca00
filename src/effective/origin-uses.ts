import { isTransparent, layersOf, type Layer } from '../apim/layers.js';
import { sectionNames, type FlowStep, type PolicyDocument } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { lookAlikes, strangers } from '../cors/expression/look-alikes.js';
import { Exhausted } from '../cors/expression/value.js';
import type { Certainty } from '../cors/certainty.js';
import { terminateUnmatchedDefault } from '../cors/questions.js';
import { refKey } from '../text/policy-ref.js';
import { allOf, startOf, type FindingPlace } from './finding-place.js';
import { OriginFlow, siteKey, type OriginSite } from './origin-flow.js';
import { relevantSteps, type Relevance } from './relevant-steps.js';
import type { ServiceState } from './service-state.js';
import type { Severity } from './severity.js';
import { severityUnder, type Holding } from './severity-under.js';
import type { OriginGivenBack } from './statement.js';
import { Budget } from './way.js';

/**
 * What becomes of origins that no policy names at a site.
 * `reflected`: each comes back. `loose`: `origin`, which somebody else could register, comes back, and others do not. `unknown`: it cannot be
 * followed. `too-long`: the steps that one review takes were used up.
 */
export interface OriginUse extends OriginSite {
  readonly verdict: 'reflected' | 'loose' | 'unknown' | 'too-long';
  readonly origin: string;
  readonly targets: readonly Target[];
}

const allowOrigin = 'access-control-allow-origin';
const isComputed = (text: string): boolean => /[@{]/.test(text);

const stepsOfChain = 500_000;
const stepsOfService = 5_000_000;

/** Uses of one kind in one document: what a finding is about. */
export interface UseGroup {
  /** In document order. */
  readonly uses: readonly OriginUse[];
  readonly first: OriginUse;
  /** What is said of all of them. */
  readonly given: OriginGivenBack;
  /** Of a finding, whatever rule it is of. */
  readonly common: {
    readonly severity: Severity;
    readonly certainty: Certainty;
    readonly place: FindingPlace;
    readonly alsoAt: readonly FindingPlace[];
    readonly scope: ScopeRef;
    readonly key: string;
    readonly targets: readonly Target[];
    readonly repairs: null;
  };
}

/** The uses of a service with these verdicts, by document and kind. */
export function usesTold(state: ServiceState, verdict: OriginUse['verdict']): readonly UseGroup[] {
  const groups = new Map<string, OriginUse[]>();
  for (const use of originUses(state)) {
    if (use.verdict !== verdict) continue;
    const key = `${refKey(use.place.ref)}:${use.what}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [use]);
    else group.push(use);
  }
  return [...groups.values()].flatMap((group) => {
    const uses = group.sort((a, b) => a.place.start - b.place.start);
    const [first] = uses;
    return first === undefined ? [] : [groupOf(first, uses)];
  });
}

function groupOf(first: OriginUse, uses: readonly OriginUse[]): UseGroup {
  const sections = sectionNames.filter((name) => uses.some(({ section }) => section === name));
  const { what, verdict, place, scope } = first;
  const holding = uses.every(({ isBehindDefault }) => isBehindDefault) ? onlyIfNotEnded : always;
  const common: UseGroup['common'] = {
    severity: severityUnder(holding, verdict === 'unknown' ? 'info' : verdict === 'too-long' ? 'warning' : 'error'),
    // Whether an expression works in an <origin> at all no page says.
    certainty: verdict === 'unknown' || verdict === 'too-long' ? 'unknown' : what === 'origin' ? 'inferred' : 'documented',
    place: allOf(place),
    alsoAt: uses.map((use) => startOf(use.place)),
    scope,
    key: `${what}:${verdict}:${sections.join()}`,
    targets: mergeTargets(uses.flatMap(({ targets }) => targets)),
    repairs: null,
  };
  return { uses, first, given: { what, sections, credentials: uses.some(({ credentials }) => credentials), holding }, common };
}

const always: Holding = { when: 'always', certainty: 'documented' };
const onlyIfNotEnded: Holding = {
  when: 'sometimes',
  under: 'documented',
  readings: terminateUnmatchedDefault.readings.filter(({ value }) => value === 'false'),
  certainty: 'documented',
};

const known = new WeakMap<ServiceState, readonly OriginUse[]>();

/** Every site of a service at which other origins than those meant come back, or may. Worked out once a state. */
export function originUses(state: ServiceState): readonly OriginUse[] {
  let uses = known.get(state);
  if (uses === undefined) known.set(state, (uses = findUses(state)));
  return uses;
}

function findUses(state: ServiceState): readonly OriginUse[] {
  const flows = [...state.documents()].flatMap(({ file, scope }) =>
    file.ok && file.document.flow !== null ? [{ file, document: file.document, scope }] : [],
  );
  const holders = flows.filter(({ document }) => usesOrigins(document));
  if (holders.length === 0) return [];
  const relevance = relevantSteps(flows.flatMap(({ document }) => [...(document.flow?.values() ?? [])]));
  const walks = new Walks(state, relevance, holders);
  for (const { layers, target } of contextsOf(state)) walks.walk(layers, target);
  for (const { file, document, scope } of holders) if (scope.kind !== 'fragment' && !walks.seen.has(document)) walks.walk([{ file, scope }], null);
  return walks.uses();
}

type Found = Omit<OriginUse, 'targets'>;

/** Each distinct chain is walked once. */
class Walks {
  /** Documents that a chain holds. */
  readonly seen = new Set<PolicyDocument>();
  readonly #state: ServiceState;
  readonly #relevance: Relevance;
  readonly #holders: ReadonlySet<PolicyDocument>;
  readonly #fragments: readonly { readonly document: PolicyDocument; readonly scope: ScopeRef }[];
  readonly #budget = new Budget(stepsOfService);
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
    const key = [layers[0]?.scope.workspace ?? '', ...layers.map(({ file, scope }) => `${scope.kind}${fileKey(file)}`)].join('|');
    let uses = this.#walked.get(key);
    if (uses === undefined) this.#walked.set(key, (uses = this.#usesOf(layers)));
    for (const use of uses) this.#add(use, target);
  }

  #add(use: Found, target: Target | null): void {
    const key = siteKey(use.place);
    const before = this.#found.get(key);
    const worse = before === undefined || verdicts.indexOf(use.verdict) < verdicts.indexOf(before.verdict) ? use : before;
    const targets = [...(before?.targets ?? []), ...(target === null ? [] : [target])];
    this.#found.set(key, { ...worse, credentials: use.credentials || before?.credentials === true, targets });
  }

  uses(): readonly OriginUse[] {
    return [...this.#found.values()].map((use) => ({ ...use, targets: mergeTargets(use.targets) }));
  }

  #usesOf(layers: readonly Layer[]): readonly Found[] {
    const flow = new OriginFlow(this.#state, layers, this.#relevance, new Budget(stepsOfChain, this.#budget));
    const verdictsOf = new Map<string, Verdict>();
    const own = layers.flatMap(({ file, scope }) => (file?.ok === true ? [{ document: file.document, scope }] : []));
    const written = new Map([...own, ...this.#fragments].flatMap(sitesOf).map((site) => [siteKey(site.place), site]));
    try {
      judge(flow, written, verdictsOf);
    } catch (error) {
      if (!(error instanceof Exhausted)) throw error;
      for (const [key, site] of [...written, ...flow.sites]) {
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

/** First with origins that nobody names, then with such as look like those that are compared with. Throws `Exhausted`. */
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
  // Strangers may never come to a site.
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

function fileKey(file: Layer['file']): string {
  if (file === null) return '';
  if (!file.ok) return 'broken';
  return file.document.flow === null ? '' : `${refKey(file.document.ref)}@${file.document.id}`;
}

/** Some text of it computes an allowed origin. */
function usesOrigins({ flow }: PolicyDocument): boolean {
  const computes = (step: FlowStep): boolean => {
    if (step.kind === 'choose') return step.branches.some(({ steps }) => steps.some(computes));
    if (step.kind === 'answer') return step.steps.some(computes);
    if (step.kind === 'cors') return step.computed.length > 0;
    return step.kind === 'writer' && step.writer.header === allowOrigin && step.writer.element.children.some(({ text }) => isComputed(text));
  };
  return flow !== null && [...flow.values()].some((steps) => steps.some(computes));
}

/** Chains of the service's groups, and those whose policies carry a value without being a group of their own. */
function* contextsOf(state: ServiceState): Iterable<{ readonly layers: readonly Layer[]; readonly target: Target }> {
  const { service } = state;
  for (const { layers, api, product, operation, target } of state.groups) {
    const apart = operation !== null ? [] : (api?.operations ?? []).filter((one) => one.policy?.ok === true && one.policy.document.flow !== null);
    for (const one of apart) {
      if (target.operations.includes(one.id)) yield { layers: layersOf(service, api, one, product), target: { ...target, operations: [one.id] } };
    }
    const operations = target.operations.filter((id) => !apart.some((one) => one.id === id));
    if (operations.length > 0 || target.operations.length === 0) yield { layers, target: { ...target, operations } };
    if (api === null || product !== null) continue;
    for (const other of state.productsOf(api)) {
      const isOwn = other.policy?.ok === true && other.policy.document.flow !== null && isTransparent(other.policy);
      if (isOwn) yield { layers: layersOf(service, api, operation, other), target: { ...target, product: other.id } };
    }
  }
}

/** Where a document writes a header that is computed: what becomes of it there was not worked out. */
function sitesOf({ document, scope }: { readonly document: PolicyDocument; readonly scope: ScopeRef }): readonly OriginSite[] {
  const none = { credentials: false, hasDefault: false, isBehindDefault: false };
  return document.headerWriters
    .filter(({ header, element }) => header === allowOrigin && element.children.some(({ text }) => isComputed(text)))
    .map(({ section, element: { place } }) => ({
      document,
      scope,
      place,
      what: 'header',
      section: section === 'fragment' ? 'outbound' : section,
      ...none,
    }));
}

import { readChangedPolicy } from '../apim/read-policy.js';
import { replacePolicies } from '../apim/replace-policies.js';
import type { PolicyFile } from '../apim/policy.js';
import type { Tree } from '../layouts/tree.js';
import { refKey, type PolicyRef } from '../text/policy-ref.js';
import type { XmlDocument } from '../xml/document.js';
import { toLineEdits } from '../text/edit.js';
import { unifiedPatch } from '../text/unified-patch.js';
import type { Rule } from '../rules/rule.js';
import type { Severity } from '../text/scales.js';
import { holdRefused, withoutRefused } from '../repairs/refused-origins.js';
import type { PolicyText, Repair } from '../repairs/repair.js';
import { saysPassedOn } from './says-passed-on.js';
import { type ServiceState } from '../effective/service-state.js';
import type { AccessChangeView } from '../effective/access-change.js';
import { passesOnOnceEdited } from './passed-on.js';
import { contains, type ChangedLines } from './changed-lines.js';
import { type FindCauses } from '../effective/state-difference.js';
import { effectOf } from './effect.js';
import { policyMoves } from './policy-moves.js';
import { attemptOf, byRank, takesAccess, type Attempt, type Trial, type Verified } from './attempt.js';
import { differenceOf, draftsOf, unite } from './evaluate.js';
import type { Identified } from './fingerprint.js';
import { PolicyDesk, type RewrittenPolicies } from './policy-desk.js';
import { Harmed, HarmedBy } from './is-safe.js';
import { RepairBudget } from './repair-budget.js';
import { narrowReachOf, repairReach, restrict, type RepairReach } from './repair-reach.js';
import type { SuggestedEdit, Suggestion } from './review.js';
import { isRefusal } from './state-reasons.js';
import { bringsAsBad, isKnownShadow, isMended, isMovedEntry, isSafeTrial, isStillRefused, type OutcomeHere } from './trial-outcome.js';

/** Both sides of one service, and what is needed to try a repair on head. */
export interface Workbench {
  readonly base: ServiceState | null;
  readonly head: ServiceState;
  readonly tree: Tree;
  readonly changed: ChangedLines;
  readonly causes: FindCauses;
  /** False if only some of the service's APIs are loaded: a repair that reaches others cannot be verified. */
  readonly complete: boolean;
  /** Differences between base and head, if known: they show who is harmed by the change. */
  readonly views: readonly AccessChangeView[];
  /** Findings in head, if known already. */
  readonly found: ReadonlyMap<string, Identified> | null;
  /** The rules against which a repair is checked. */
  readonly rules: readonly Rule[];
}

/** Tries repairs on a copy of head and keeps those that fulfil their promise. */
export class Verifier {
  readonly #bench: Workbench;
  readonly #desk: PolicyDesk;
  readonly #budget = new RepairBudget();
  #trials = 0;
  #holdsRefused: boolean | null = null;
  readonly #harmed: HarmedBy;
  /** Repairs with the same text are evaluated once, whichever findings propose them. */
  readonly #tried = new Map<string, Promise<Trial | null>>();
  /** Files as repaired for another environment. */
  readonly #elsewhere = new Map<string, Promise<Trial | null>>();
  /** Findings before any repair, by the affected APIs: equal for all repairs of the same files. */
  readonly #before = new Map<string, Promise<ReadonlyMap<string, Identified>>>();

  constructor(bench: Workbench) {
    this.#bench = bench;
    this.#desk = new PolicyDesk(bench.tree, bench.head);
    this.#harmed = new HarmedBy(bench.views);
  }

  /** True if repairs were left untried because there were too many or they were too costly. */
  get wasCutShort(): boolean {
    return this.#budget.wasCutShort;
  }

  /** The finding's repairs that fulfil their promise, best first, with their results. */
  async repairsOf(identified: Identified): Promise<readonly Attempt[]> {
    const { repairs, place } = identified.draft;
    if (repairs === null) return [];
    const read = place.ref === null ? null : await this.#desk.open(place.ref);
    if (!this.#budget.affordsText(read?.text.length ?? 0)) return [];
    const verified: Verified[] = [];
    for (const repair of [...(await repairs(this.#desk))].sort((a, b) => Number(a.isStopgap === true) - Number(b.isStopgap === true))) {
      if (repair.isStopgap === true && verified.length > 0) break;
      const found = await this.#verify(identified, repair);
      if (found !== null) verified.push(found);
    }
    return verified.sort(byRank);
  }

  /** Opens a policy of head. */
  open(ref: PolicyRef): Promise<XmlDocument | null> {
    return this.#desk.open(ref);
  }

  /**
   * Tries a change that no rule proposes: returns its effect and the resulting state. null: it cannot be judged (it reaches APIs that are not loaded, or the
   * text is not a policy any more), or an error is new.
   */
  async attempt(change: Pick<Repair, 'title' | 'texts' | 'leansOn'>): Promise<Attempt | null> {
    const tried = await this.#trialOf(change.texts, null);
    if (tried === null) return null;
    const isKnown = ({ draft, fingerprint }: Identified): boolean =>
      tried.before.has(fingerprint) || isMovedEntry(draft, tried.before) || isKnownShadow(draft, tried.before);
    for (const other of tried.after.values()) if (other.draft.severity === 'error' && !isKnown(other)) return null;
    if (!(await this.#desk.readsAs(tried.rewritten))) return null;
    const suggestion = await this.#suggestionOf(
      { ...change, certainty: change.leansOn === null ? 'documented' : 'inferred' },
      tried,
      new Harmed(this.#bench.views, []),
    );
    return attemptOf(suggestion, tried);
  }

  /**
   * Whether several safe repairs work together: with all edits applied, each of the findings is gone or less severe, no equally bad one is new, and the result
   * is safe. `files`: the resulting texts by path; `mended`: the findings.
   */
  async holds(files: ReadonlyMap<string, string>, mended: readonly Identified[]): Promise<boolean> {
    const rewritten = await this.#desk.reread(files);
    if (rewritten === null || rewritten.texts.length === 0) return false;
    const drafts = mended.map(({ draft }) => draft);
    const narrow = narrowReachOf(
      this.#bench.head.service,
      rewritten.texts,
      drafts.flatMap(({ targets }) => targets),
    );
    let tried = await this.#trialOf(rewritten.texts, narrow);
    if (narrow !== null && !mended.every(({ fingerprint }) => tried?.before.has(fingerprint))) tried = await this.#trialOf(rewritten.texts, null);
    if (tried === null) return false;
    for (const one of mended) if (!tried.before.has(one.fingerprint) || !isMended(tried, one) || bringsAsBad(tried, one.draft.severity)) return false;
    return isSafeTrial(tried, new Harmed(this.#bench.views, drafts)) && (await this.#desk.readsAs(rewritten));
  }

  /** The files' texts after a suggestion; null: not kept. */
  async filesOf({ texts }: Suggestion): Promise<ReadonlyMap<string, string> | null> {
    return texts === undefined ? null : ((await this.#desk.rewrite(texts))?.files ?? null);
  }

  /**
   * The effect here of files shared with another environment. `found`: the findings here; `severity`: that of the finding mended there. null: it cannot be
   * judged.
   */
  async outcomeHere(files: ReadonlyMap<string, string>, found: Iterable<Identified>, severity: Severity): Promise<OutcomeHere | null> {
    const rewritten = await this.#desk.reread(files);
    if (rewritten === null) return null;
    if (rewritten.texts.length === 0) return { isSafe: true, breaks: false, takesAccess: false, effect: null };
    const key = JSON.stringify([...files]);
    const trial = this.#elsewhere.get(key) ?? this.#evaluate(rewritten, null);
    this.#elsewhere.set(key, trial);
    const tried = await trial;
    if (tried === null) return null;
    const drafts = [...found].map(({ draft }) => draft);
    return {
      isSafe: isSafeTrial(tried, new Harmed(this.#bench.views, drafts)),
      breaks: bringsAsBad(tried, severity),
      takesAccess: takesAccess(tried),
      effect: effectOf(tried.views, tried.moves, null),
    };
  }

  /** The text of a file of head; null if it cannot be read. */
  textOf(path: string): Promise<string | null> {
    return this.#desk.textOf(path);
  }

  async #suggestionOf(
    { title, leansOn, certainty, beyond, opensErrors }: Pick<Repair, 'title' | 'leansOn' | 'certainty' | 'beyond' | 'opensErrors'>,
    tried: Trial,
    harmed: Harmed,
  ): Promise<Suggestion> {
    const { files, texts, fitsBlock } = tried.rewritten;
    const edits = await this.#edits(files);
    const keepsInheritedPolicies = tried.moves.noLongerRun.length === 0;
    return {
      title,
      edits,
      effect: {
        ...effectOf(tried.views, tried.moves, leansOn),
        ...(beyond === undefined ? {} : { beyond }),
        ...(tried.passesOn && !saysPassedOn(title) ? { passesOn: true } : {}),
      },
      keepsInheritedPolicies,
      certainty,
      isSafe: opensErrors !== true && isSafeTrial(tried, harmed, beyond?.origins),
      patch: await this.#patch(files),
      texts,
      onChangedLines: await this.#onChangedLines(edits),
      fitsBlock,
    };
  }

  async #verify(identified: Identified, repair: Repair): Promise<Verified | null> {
    const { draft, fingerprint } = identified;
    const narrow = narrowReachOf(this.#bench.head.service, repair.texts, draft.targets);
    let tried = await this.#trialOf(repair.texts, narrow);
    // A finding outside the narrow reach needs the wide one.
    if (narrow !== null && tried?.before.has(fingerprint) === false) tried = await this.#trialOf(repair.texts, null);
    if (tried === null) return null;
    // (a) The finding is gone; what remains is less severe, because it depends on something neither documented nor reported.
    const left = tried.after.get(fingerprint)?.draft;
    if (!isMended(tried, identified) || isStillRefused(tried, draft, this.#bench.head)) return null;
    // (b) No equally bad finding is new.
    if (bringsAsBad(tried, draft.severity)) return null;
    // (c) The difference is the promised one.
    if (!repair.promise(tried.views)) return null;
    // (d) The files, read again completely, have that content.
    if (!(await this.#desk.readsAs(tried.rewritten))) return null;
    const harmed = this.#harmed.by(tried.elsewhere, draft);
    // The effect on a refused text is compared with base, which is deployed.
    const told = isRefusal(draft.says) ? { ...tried, views: harmed.undeployed.changes(tried.fromBase, tried.views) } : tried;
    const suggestion = await this.#suggestionOf(repair, told, harmed);
    const differing = told.views.flatMap((view) => view.difference.origins);
    return {
      ...attemptOf(suggestion, told),
      holdsAlways: left === undefined,
      leans: repair.leansOn !== null,
      takesSomething: differing.some((origin) => origin.changes.some((change) => change.lost.length > 0)),
      givesMore: repair.givesMore || (told !== tried && differing.some((origin) => origin.changes.some((change) => change.gained.length > 0))),
    };
  }

  #trialOf(texts: readonly PolicyText[], narrow: RepairReach | null): Promise<Trial | null> {
    const key = JSON.stringify([narrow?.key, texts]);
    let trial = this.#tried.get(key);
    if (trial === undefined) this.#tried.set(key, (trial = this.#try(texts, narrow)));
    return trial;
  }

  async #try(asked: readonly PolicyText[], narrow: RepairReach | null): Promise<Trial | null> {
    const texts = this.#savable(asked);
    if (texts !== null && !this.#budget.affordsHosts(await this.#desk.lengthOfHosts(texts))) return null;
    const rewritten = texts === null ? null : await this.#desk.rewrite(texts);
    return rewritten === null ? null : this.#evaluate(rewritten, narrow);
  }

  async #evaluate(rewritten: RewrittenPolicies, narrow: RepairReach | null): Promise<Trial | null> {
    const { base, head, causes, complete } = this.#bench;
    // A policy may have another effect at scopes that are not loaded.
    if (!complete && rewritten.texts.some(({ ref }) => (this.#desk.hostOf(ref)?.uses ?? 1) > 1)) return null;
    if (!this.#budget.affordsText(rewritten.texts.reduce((sum, { text }) => sum + text.length, 0))) return null;
    const policies = new Map<string, () => PolicyFile>();
    for (const { ref, text } of rewritten.texts) {
      const read = (): PolicyFile => readChangedPolicy(ref, `repaired:${(this.#trials += 1)}`, text);
      const first = read();
      if (!first.ok) return null;
      // Each scope needs its own reading: values made from a document know its scope.
      let unused: PolicyFile | null = first;
      policies.set(refKey(ref), () => {
        const file = unused ?? read();
        unused = null;
        return file;
      });
    }
    const edited: ReadonlySet<string> = new Set(policies.keys());
    const reach = narrow ?? repairReach(head.service, rewritten.texts);
    const isShared = reach === null || reach.products !== null;
    if (isShared && !complete) return null;
    if (isShared && !this.#budget.affordsApis(reach?.apis.size ?? head.service.apis.length)) return null;
    const reached = (state: ServiceState | null): ServiceState | null =>
      state === null || reach === null ? state : state.with(restrict(state.service, reach));
    const basePart = reached(base);
    const headPart = reached(head) ?? head;
    const repaired = headPart.with(replacePolicies(headPart.service, policies));
    if (!this.#budget.affords(headPart, repaired)) return null;
    const before = await this.#foundIn(reach, basePart, headPart);
    // Findings elsewhere in the service are not new here.
    const elsewhere = narrow === null ? before : await this.#foundIn(null, base, head);
    const effect = await differenceOf(headPart, repaired, head.assume, causes);
    const after = await this.#lookAt(basePart, repaired);
    return {
      before,
      elsewhere,
      after: after.found,
      fromBase: after.fromBase,
      repaired,
      views: effect.views,
      ...policyMoves(basePart, headPart, repaired, edited),
      passesOn: passesOnOnceEdited(headPart, repaired, edited),
      rewritten,
    };
  }

  /** The texts without origins that are refused at save, which no repair keeps. null: one would be left without any origin. */
  #savable(texts: readonly PolicyText[]): readonly PolicyText[] | null {
    this.#holdsRefused ??= holdRefused(this.#bench.head.corsElements());
    if (!this.#holdsRefused) return texts;
    const savable: PolicyText[] = [];
    for (const { ref, text } of texts) {
      const clean = withoutRefused(text);
      if (clean === null) return null;
      savable.push({ ref, text: clean });
    }
    return savable;
  }

  /** The findings in head. */
  #foundIn(reach: RepairReach | null, base: ServiceState | null, head: ServiceState): Promise<ReadonlyMap<string, Identified>> {
    const key = reach?.key ?? '';
    let found = this.#before.get(key);
    if (found === undefined) {
      const known = reach === null ? this.#bench.found : null;
      found = known === null ? this.#lookAt(base, head).then((looked) => looked.found) : Promise.resolve(known);
      this.#before.set(key, found);
    }
    return found;
  }

  /** The findings in a state, and its difference from base; null if there is none. */
  async #lookAt(
    base: ServiceState | null,
    state: ServiceState,
  ): Promise<Pick<Trial, 'fromBase'> & { readonly found: ReadonlyMap<string, Identified> }> {
    const comparison = base === null ? null : await differenceOf(base, state, state.assume, this.#bench.causes);
    return { found: unite([await draftsOf(state, this.#bench.rules), comparison?.drafts ?? []]), fromBase: comparison?.views ?? null };
  }

  async #edits(files: ReadonlyMap<string, string>): Promise<readonly SuggestedEdit[]> {
    const edits: SuggestedEdit[] = [];
    for (const [path, text] of files) {
      const before = (await this.#desk.textOf(path)) ?? '';
      for (const { startLine, endLine, lines } of toLineEdits(before, text)) edits.push({ path, startLine, endLine, lines });
    }
    return edits;
  }

  async #onChangedLines(edits: readonly SuggestedEdit[]): Promise<boolean> {
    for (const edit of edits) if (!contains(await this.#bench.changed.of(edit.path), edit.startLine, edit.endLine)) return false;
    return edits.length > 0;
  }

  async #patch(files: ReadonlyMap<string, string>): Promise<string> {
    let patch = '';
    for (const [path, text] of files) {
      const before = await this.#desk.textOf(path);
      const old = before === null ? '/dev/null' : `a/${path}`;
      patch += unifiedPatch(old, `b/${path}`, before ?? '', text);
    }
    return patch;
  }
}

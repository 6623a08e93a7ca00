import { toldRules } from '../config/told-rules.js';
import { findCauses } from './causes.js';
import type { ChangedLines } from './changed-lines.js';
import type { Attempt } from './attempt.js';
import type { EnvironmentEffect } from './effect.js';
import type { EvaluatedPair } from './evaluate.js';
import type { Identified } from './fingerprint.js';
import { jointBlocks, type JudgedFinding } from './joint-blocks.js';
import type { Material } from './material.js';
import type { Note } from './note.js';
import type { Change, Finding, Suggestion } from './review.js';
import { rootCauses } from './root-causes.js';
import { serviceKey, serviceOf } from './sides.js';
import { Verifier } from './verify.js';

/** Most findings with verified suggestions, worst first; a note reports the rest. */
const mostRepaired = 60;

/** A reported finding, and its source. */
export interface SourcedFinding {
  readonly finding: Finding;
  readonly identified: Identified;
  readonly from: EvaluatedPair;
}

/** The review so far. */
interface Told {
  readonly candidates: readonly SourcedFinding[];
  readonly changes: readonly Change[];
  /** Every service in each of its environments. */
  readonly evaluated: readonly EvaluatedPair[];
}

/** Verified suggestions by fingerprint, and notes about them. */
export interface Suggested {
  readonly suggestions: ReadonlyMap<string, readonly Suggestion[]>;
  readonly notes: readonly Note[];
}

/** Searches suggestions for findings with repairs, the first ones first. `told`: all findings of the run, and their changes. */
export async function suggest(wanted: readonly SourcedFinding[], told: Told, material: Material): Promise<Suggested> {
  const notes: Note[] = [];
  if (wanted.length > mostRepaired) {
    notes.push({ code: 'suggestions-cut', given: { first: mostRepaired, without: wanted.length - mostRepaired } });
  }
  const some = wanted.slice(0, mostRepaired);
  if (some.length > 0) material.options.progress?.(`verifying suggestions for ${some.length} findings`);
  const verifiers = new Map<EvaluatedPair, Verifier | null>();
  const verifierAt = async (from: EvaluatedPair): Promise<Verifier | null> => {
    let verifier = verifiers.get(from);
    if (verifier === undefined) verifiers.set(from, (verifier = await verifierOf(from, material)));
    return verifier;
  };
  const suggestions = new Map<string, readonly Suggestion[]>();
  for (const { finding, identified, from } of some) {
    const verifier = await verifierAt(from);
    if (verifier === null) continue;
    const own: Suggestion[] = [];
    for (const one of await verifier.repairsOf(identified)) {
      const held = await heldElsewhere(one, { verifier, identified, others: othersOf(from, told.evaluated) }, verifierAt);
      if (held !== null) own.push(held);
    }
    suggestions.set(finding.fingerprint, own);
  }
  if ([...verifiers.values()].some((verifier) => verifier?.wasCutShort === true)) {
    notes.push({ code: 'shared-repairs-cut', given: {} });
  }
  if (material.mode === 'scan' || suggestions.size === 0) return { suggestions, notes };
  const judged = new Map<string, JudgedFinding>();
  for (const { identified, from } of told.candidates) {
    const verifier = verifiers.get(from);
    if (verifier !== undefined && verifier !== null) judged.set(identified.fingerprint, { identified, verifier });
  }
  return { suggestions: await withJointBlocks(suggestions, told, judged, material.changed), notes };
}

/** The same service in its other environments. */
function othersOf(from: EvaluatedPair, evaluated: readonly EvaluatedPair[]): readonly EvaluatedPair[] {
  return evaluated.filter((other) => other !== from && other.pair.head !== null && serviceOf(other.pair).root === serviceOf(from.pair).root);
}

/**
 * A suggestion with its effects in other environments that share its files: a repair that is right in one may be wrong in another. null: an equally bad finding
 * would be new in one of them, or an origin loses access there though none does here.
 */
async function heldElsewhere(
  attempt: Attempt,
  { verifier, identified, others }: { readonly verifier: Verifier; readonly identified: Identified; readonly others: readonly EvaluatedPair[] },
  verifierAt: (from: EvaluatedPair) => Promise<Verifier | null>,
): Promise<Suggestion | null> {
  const { suggestion } = attempt;
  const files = others.length === 0 ? null : await verifier.filesOf(suggestion);
  if (files === null) return suggestion;
  const elsewhere: EnvironmentEffect[] = [];
  let { isSafe } = suggestion;
  for (const other of others) {
    const there = await verifierAt(other);
    if (there === null) continue;
    const outcome = await there.outcomeHere(files, other.found.values(), identified.draft.severity);
    if (outcome?.breaks === true || (outcome?.takesAccess === true && !attempt.takesAccess)) return null;
    isSafe &&= outcome?.isSafe === true;
    if (outcome !== null && outcome.effect !== null && other.environment !== null)
      elsewhere.push({ environment: other.environment, groups: outcome.effect.groups, furtherOperations: outcome.effect.furtherOperations });
  }
  return { ...suggestion, isSafe, ...(elsewhere.length === 0 ? {} : { effect: { ...suggestion.effect, elsewhere } }) };
}

/** The suggestions; a safe one fits a block only if the run's blocks work together. */
async function withJointBlocks(
  suggestions: Suggested['suggestions'],
  { candidates, changes }: Told,
  judged: ReadonlyMap<string, JudgedFinding>,
  changed: ChangedLines,
): Promise<Suggested['suggestions']> {
  const of = ({ fingerprint }: Finding): readonly Suggestion[] => suggestions.get(fingerprint) ?? [];
  if (![...suggestions.values()].some((all) => all.some(({ isSafe, fitsBlock }) => isSafe && fitsBlock))) return suggestions;
  const findings = candidates.map(({ finding }) => ({ ...finding, suggestions: of(finding) }));
  const causes = rootCauses({ findings, changes });
  const chosen = await jointBlocks(causes, judged, changed);
  const joint = new Map(suggestions);
  for (const cause of causes) {
    const patch = chosen.get(cause.id);
    for (const finding of cause.findings)
      if (finding.suggestions.length > 0)
        joint.set(
          finding.fingerprint,
          of(finding).map((one) => ({ ...one, fitsBlock: one.fitsBlock && (!one.isSafe || one.patch === patch) })),
        );
  }
  return joint;
}

/** null: head does not have the service. */
async function verifierOf(from: EvaluatedPair, { mode, changed, trees, whole, everything, options }: Material): Promise<Verifier | null> {
  const full = everything ? undefined : (await whole()).get(serviceKey(serviceOf(from.pair)));
  const { base, head } = full ?? from.pair;
  if (head === null) return null;
  return new Verifier({
    base,
    head,
    tree: trees.head,
    changed,
    causes: findCauses(changed, base, head),
    views: from.views,
    complete: everything || full !== undefined,
    // Without a base a repair is judged only by findings about states.
    found: full === undefined && (mode === 'scan' || base !== null) ? from.found : null,
    rules: toldRules(options.settings, mode),
  });
}

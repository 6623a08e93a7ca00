import { findCauses } from './causes.js';
import type { Evaluated } from './evaluate.js';
import type { Identified } from './fingerprint.js';
import type { Material } from './material.js';
import type { Note } from './note.js';
import type { Finding, Suggestion } from './review.js';
import { serviceKey, serviceOf } from './sides.js';
import { Verifier } from './verify.js';

/** Findings that get verified suggestions, worst first; those past it are reported without, and a note says so. */
const mostRepaired = 60;

/** A finding that is reported, and where it comes from. */
export interface Candidate {
  readonly finding: Finding;
  readonly identified: Identified;
  readonly from: Evaluated;
}

/** Verified suggestions by fingerprint, and what the reader must know about them. */
export interface Suggested {
  readonly suggestions: ReadonlyMap<string, readonly Suggestion[]>;
  readonly notes: readonly Note[];
}

/** Works out the suggestions of findings that have repairs, the first ones first. */
export async function suggest(wanted: readonly Candidate[], material: Material): Promise<Suggested> {
  const notes: Note[] = [];
  if (wanted.length > mostRepaired) {
    notes.push({ code: 'suggestions-cut', given: { first: mostRepaired, without: wanted.length - mostRepaired } });
  }
  const some = wanted.slice(0, mostRepaired);
  if (some.length > 0) material.options.progress?.(`verifying suggestions for ${some.length} findings`);
  const verifiers = new Map<Evaluated, Verifier | null>();
  const suggestions = new Map<string, readonly Suggestion[]>();
  for (const { finding, identified, from } of some) {
    let verifier = verifiers.get(from);
    if (verifier === undefined) verifiers.set(from, (verifier = await verifierOf(from, material)));
    if (verifier !== null) suggestions.set(finding.fingerprint, await verifier.suggestionsFor(identified));
  }
  if ([...verifiers.values()].some((verifier) => verifier?.wasCutShort === true)) {
    notes.push({ code: 'shared-repairs-cut', given: {} });
  }
  return { suggestions, notes };
}

/** null: head does not have the service, and there is nothing to repair. */
async function verifierOf(from: Evaluated, { mode, changed, trees, whole, everything }: Material): Promise<Verifier | null> {
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
    // Without a base a repair is judged by what is found in states alone.
    found: full === undefined && (mode === 'scan' || base !== null) ? from.found : null,
  });
}

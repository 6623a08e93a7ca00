import { scopeKey } from '../apim/resource-key.js';
import type { Draft } from '../rules/rule.js';
import { sha256Hex } from '../text/hash.js';

/** A draft with its identity, which does not depend on lines, layout and order, so that it survives rebases and reformatting. */
export interface Identified {
  readonly draft: Draft;
  readonly fingerprint: string;
}

/** Fingerprints by their input. Both sides of a change share most of them. */
export type Fingerprints = Map<string, string>;

/** Fingerprints the drafts of one state. Equal drafts are distinguished by their order in the document. */
export function identify(drafts: Iterable<Draft>, root: string, known: Fingerprints = new Map()): readonly Identified[] {
  const seen = new Map<string, number>();
  const identified: Identified[] = [];
  for (const draft of drafts) {
    const identity = [draft.rule, root, scopeKey(draft.scope), draft.key].join('\u0000');
    const count = seen.get(identity) ?? 0;
    seen.set(identity, count + 1);
    const name = count === 0 ? identity : `${identity}\u0000${count}`;
    let fingerprint = known.get(name);
    if (fingerprint === undefined) known.set(name, (fingerprint = sha256Hex(name).slice(0, 20)));
    identified.push({ draft, fingerprint });
  }
  return identified;
}

import { scopeKey } from '../apim/resource-key.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { weakest } from '../cors/certainty.js';
import { compareSeverity } from '../effective/severity.js';
import type { Draft } from '../rules/rule.js';
import { sha256Hex } from '../text/hash.js';
import { refKey } from '../text/policy-ref.js';

/** Most findings of one rule in one policy: fewer than a report lists. */
const mostOfOneKind = 2000;

interface Folded {
  readonly first: Draft;
  readonly keys: string[];
  readonly targets: Set<readonly Target[]>;
  worst: Draft['severity'];
  certainty: Draft['certainty'];
}

/** The drafts of one rule; those of one policy beyond the bound become one draft, which changes if any of them does. */
export function* folded(drafts: Iterable<Draft>): Iterable<Draft> {
  const told = new Map<string, number>();
  const rest = new Map<string, Folded>();
  for (const draft of drafts) {
    const { path, ref } = draft.place;
    const policy = `${scopeKey(draft.scope)}\0${ref === null ? path : refKey(ref)}`;
    const count = (told.get(policy) ?? 0) + 1;
    told.set(policy, count);
    if (count <= mostOfOneKind) {
      yield draft;
      continue;
    }
    const known = rest.get(policy) ?? { first: draft, keys: [], targets: new Set(), worst: draft.severity, certainty: draft.certainty };
    rest.set(policy, known);
    known.keys.push(draft.key);
    known.targets.add(draft.targets);
    if (compareSeverity(draft.severity, known.worst) > 0) known.worst = draft.severity;
    known.certainty = weakest(known.certainty, draft.certainty);
  }
  for (const { first, keys, targets, worst, certainty } of rest.values()) {
    yield {
      ...first,
      severity: worst,
      certainty,
      says: { code: 'more-of-a-rule', given: { count: keys.length } },
      alsoAt: [],
      key: `more\0${sha256Hex(keys.sort().join('\0'))}`,
      targets: mergeTargets([...targets].flat()),
      repairs: null,
    };
  }
}

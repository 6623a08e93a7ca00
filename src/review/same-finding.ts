import type { PolicyFile } from '../apim/policy.js';
import { scopeKey } from '../apim/resource-key.js';
import type { Target } from '../apim/target.js';
import { documentsOf } from '../effective/scoped-documents.js';
import type { ServiceState } from '../effective/service-state.js';
import { compareSeverity } from '../effective/severity.js';
import type { Draft } from '../rules/rule.js';
import { subjectOf } from './alike.js';
import type { Identified } from './fingerprint.js';
import { victimsOf } from './state-reasons.js';

/** The findings of a side, and the side itself; null: it does not exist. */
export interface Said {
  readonly found: ReadonlyMap<string, Identified>;
  readonly state: ServiceState | null;
}

/** Fingerprints of base's findings in the one policy of a scope, if head has one of several there: whichever is deployed, it is not a second finding. */
export function saidOfOnePolicy(head: Said, base: Said): readonly string[] {
  const fresh = [...head.found.values()].filter(({ fingerprint }) => !base.found.has(fingerprint));
  if (fresh.length === 0 || head.state === null || base.state === null) return [];
  const inTurn = scopesWith(head.state, ({ otherwise }) => otherwise !== undefined);
  if (inTurn.size === 0) return [];
  const always = scopesWith(base.state, ({ deployedIf }) => deployedIf === undefined);
  const sameKey = (draft: Draft): string => `${scopeKey(draft.scope)}\u0000${meaningOf(draft)}`;
  const before = new Map([...base.found.values()].map(({ draft }) => [sameKey(draft), draft]));
  return fresh.flatMap(({ fingerprint, draft }) => {
    const scope = scopeKey(draft.scope);
    const known = inTurn.has(scope) && always.has(scope) ? before.get(sameKey(draft)) : undefined;
    return known !== undefined && compareSeverity(draft.severity, known.severity) <= 0 ? [fingerprint] : [];
  });
}

type ReadPolicy = Extract<PolicyFile, { ok: true }>;

/** The scopes with such a policy. */
function scopesWith({ service }: ServiceState, isSo: (file: ReadPolicy) => boolean): ReadonlySet<string> {
  const scopes = new Set<string>();
  for (const { file, scope } of documentsOf(service)) if (file.ok && isSo(file)) scopes.add(scopeKey(scope));
  return scopes;
}

/**
 * Fingerprints of findings that base also has at another place: a renamed fragment, a `<cors>` moved into or out of one. Fingerprints include the scope;
 * compared here are the rule, the message and the requests. `found`: in head; `before`: in base.
 */
export function saidInBase(found: ReadonlyMap<string, Identified>, before: ReadonlyMap<string, Identified>): readonly string[] {
  const fresh = [...found.values()].filter(({ fingerprint, draft }) => !before.has(fingerprint) && draft.targets.length > 0);
  if (fresh.length === 0) return [];
  const gone = new Map<string, Draft[]>();
  for (const { fingerprint, draft } of before.values()) {
    if (found.has(fingerprint)) continue;
    const key = meaningOf(draft);
    const known = gone.get(key);
    if (known === undefined) gone.set(key, [draft]);
    else known.push(draft);
  }
  if (gone.size === 0) return [];
  // One finding of base about a request matches one of head: a second one is new.
  const claimed = new Map<Draft, Set<string>>();
  return fresh.flatMap(({ fingerprint, draft }) => {
    const same = (gone.get(meaningOf(draft)) ?? []).filter((one) => compareSeverity(draft.severity, one.severity) <= 0);
    const free = new Map<string, Set<string>>();
    for (const one of same) {
      const taken = claimed.get(one) ?? new Set<string>();
      claimed.set(one, taken);
      for (const request of one.targets.flatMap(requestsOf)) if (!taken.has(request) && !free.has(request)) free.set(request, taken);
    }
    const asked = [...new Set(draft.targets.flatMap(requestsOf))];
    if (!asked.every((request) => free.has(request))) return [];
    for (const request of asked) free.get(request)?.add(request);
    return [fingerprint];
  });
}

function meaningOf({ rule, key, says }: Draft): string {
  return JSON.stringify([rule, key, subjectOf(says), [...victimsOf(says)].sort()]);
}

function requestsOf({ workspace, product, api, operations }: Target): readonly string[] {
  const all = operations.length === 0 ? [null] : operations;
  return all.map((operation) => JSON.stringify([workspace, product, api, operation]));
}

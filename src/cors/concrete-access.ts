import { isHandWritten, preflightSteps, type CorsChain } from './cors-chain.js';
import type { CorsPolicy } from './cors-policy.js';
import { denied, joinedAccess, simply, type ConcreteAccess } from './grant.js';
import { credentialsOf, grantedMethods, isUnlistedMethodBare, safelistedMethods } from './granted-names.js';
import { grantAlong } from './later-grants.js';
import { allNames, intersection, isEmpty, isSubset, noNames, union, type NameSet } from './name-set.js';
import { matches } from './origin-match.js';
import type { Walk } from './worlds.js';
import { actualDecision, preflightDecision } from './which-cors.js';
import { isNeverSent, needsPreflight, writtenAccess } from './written-access.js';

export { accessKey, includes, type AccessReason, type ConcreteAccess } from './grant.js';

/**
 * What pages of an origin can do under a chain, in the current world. A chain of null: the operation does not exist. `own`: the methods of the operations in
 * question; other listed methods give no access.
 */
export function concreteAccess(chain: CorsChain | null, origin: string, walk: Walk, own: NameSet = allNames): ConcreteAccess {
  if (chain === null) return denied(null, { code: 'no-operation' });
  const plain = (): ConcreteAccess => withinOwn(corsAccess(chain, origin, walk, own), own, walk);
  return isHandWritten(chain) ? writtenAccess(chain, origin, { walk, own, plain }) : plain();
}

/** The access by the `<cors>` elements alone. */
function corsAccess(chain: CorsChain, origin: string, walk: Walk, own: NameSet): ConcreteAccess {
  const preflight = preflightDecision(chain, origin, walk);
  if (preflight.kind === 'opaque') return { ...denied(null, { code: 'opaque', reason: preflight.step.reason }), opaque: preflight.step.key };
  const actual = actualDecision(chain, { origin, method: null, keyMissing: false }, walk);
  if (actual.kind === 'opaque' && actual.step.reason.code === 'answers-itself' && isNeverSent(preflight, own)) {
    return denied(null, { code: 'written-no-preflight' });
  }
  if (actual.kind === 'opaque') return { ...denied(null, { code: 'opaque', reason: actual.step.reason }), opaque: actual.step.key };
  if (actual.kind === 'ended' || actual.matched === null) {
    const by = actual.kind === 'ended' ? actual.policy : actual.missed;
    if (by !== null) return denied(by, { code: preflight.kind === 'granted' ? 'preflight-only' : 'not-listed' });
    if (actual.kind === 'goes-on' && actual.refused !== null) return denied(null, { code: 'refused', policy: actual.refused.by });
    return denied(null, { code: 'no-cors' });
  }
  const { policy } = actual.matched;
  if (preflight.kind === 'granted') {
    const { steps } = preflightSteps(chain);
    return decorated(
      grantAlong({ policy: preflight.policy, actual: policy, steps }, origin, own, walk),
      { actual: policy, chain, origin },
      own,
      walk,
    );
  }
  const key = chain.preflight?.key ?? null;
  if (key !== null && walk.ask(key).value === 'header') return denied(policy, { code: 'no-product-preflight' });
  // With the version in a header every request needs a preflight.
  if (chain.preflight?.kind === 'versionless') return denied(policy, { code: 'versionless' });
  return simpleRequests(policy, origin, walk);
}

/**
 * Adjusts a preflight's grant if another element decorates the actual request: methods that this one does not list may get no headers, and requests without a
 * preflight work, also with credentials.
 */
function decorated(access: ConcreteAccess, { actual, chain, origin }: Decorated, own: NameSet, walk: Walk): ConcreteAccess {
  if (access.why.code !== 'two-elements') return access;
  const meant = grantedMethods(actual, walk);
  const simple = needsPreflight(chain, walk) ? noNames : intersection(safelistedMethods, own.any ? meant : own);
  const asked = intersection(union(access.methods, simple), own);
  const listed = intersection(asked, meant);
  const isMinded = !own.any && !isSubset(asked, listed) && isUnlistedMethodBare(walk);
  const methods = isMinded ? listed : asked;
  if (isEmpty(methods)) return denied(access.decidedBy, { code: 'method-not-listed' });
  const alone = credentialsOf(actual, origin, walk) ? intersection(simple, methods) : noNames;
  const { withCredentials } = access;
  return {
    ...access,
    methods,
    anyMethod: access.anyMethod && !isMinded,
    credentials: access.credentials || !isEmpty(alone),
    withCredentials: {
      methods: access.credentials ? union(intersection(withCredentials.methods, methods), alone) : alone,
      headers: access.credentials ? withCredentials.headers : noNames,
      exposed: withCredentials.exposed,
    },
  };
}

/** The element that decorates the actual request, and for whom. */
interface Decorated {
  readonly actual: CorsPolicy;
  readonly chain: CorsChain;
  readonly origin: string;
}

/** What one element alone grants a listed origin, among the operations' own methods; nothing for unlisted origins. */
export function grantOf(policy: CorsPolicy, origin: string, walk: Walk, own: NameSet = allNames): ConcreteAccess {
  if (!matches(policy, origin, walk)) return denied(policy, { code: 'unlisted' });
  return withinOwn(joinedAccess(policy, policy, origin, walk), own, walk);
}

/** The part of an access for these methods. */
function withinOwn(access: ConcreteAccess, own: NameSet, walk: Walk): ConcreteAccess {
  if (!access.granted || own.any) return access;
  const methods = intersection(access.methods, own);
  if (!isEmpty(methods)) {
    return { ...access, methods, withCredentials: { ...access.withCredentials, methods: intersection(access.withCredentials.methods, own) } };
  }
  // The list has no method of an operation: requests without a preflight may pass, if the gateway ignores their method.
  const simple = intersection(safelistedMethods, own);
  if (isEmpty(simple) || isUnlistedMethodBare(walk)) {
    return denied(access.decidedBy, access.why.code === 'simple-only' ? access.why : { code: 'method-not-listed' });
  }
  return simply(access, simple);
}

/** No preflight is answered, but the actual request is decorated: requests without a preflight work. */
function simpleRequests(policy: CorsPolicy, origin: string, walk: Walk): ConcreteAccess {
  const all = joinedAccess(policy, policy, origin, walk);
  return simply({ ...all, anyMethod: false }, intersection(all.methods, safelistedMethods));
}

import { headersNotExposed } from './headers-not-exposed.js';
import { portalCorsLost } from './portal-cors-lost.js';
import { subscriptionKeyChanged } from './subscription-key-changed.js';
import { crossDomainOrJsonp } from './cross-domain-or-jsonp.js';
import { baseFirstRequired } from './base-first-required.js';
import { originForwarded } from './origin-forwarded.js';
import { unusedFragment } from './unused-fragment.js';
import { preflightNotCached } from './preflight-not-cached.js';
import { maxAgeInvalid } from './max-age-invalid.js';
import { credentialsValue } from './credentials-value.js';
import { credentialsByExpression } from './credentials-by-expression.js';
import { cachedWithoutVaryOrigin } from './cached-without-vary-origin.js';
import { simplePostWithCookies } from './simple-post-with-cookies.js';
import { accessNarrowed } from './access-narrowed.js';
import { accessWidened } from './access-widened.js';
import { originCheckChanged } from './origin-check-changed.js';
import { authorizationUnderWildcard } from './authorization-under-wildcard.js';
import { corsInFragment } from './cors-in-fragment.js';
import { corsNotDirectChild } from './cors-not-direct-child.js';
import { corsNotInherited } from './cors-not-inherited.js';
import { corsOutsideInbound } from './cors-outside-inbound.js';
import { credentialsNotNeeded } from './credentials-not-needed.js';
import { duplicateCors } from './duplicate-cors.js';
import { exposeWildcardWithCredentials } from './expose-wildcard-with-credentials.js';
import { forbiddenHeader } from './forbidden-header.js';
import { forbiddenMethod } from './forbidden-method.js';
import { handWrittenCors } from './hand-written-cors.js';
import { headerNotAllowed } from './header-not-allowed.js';
import { headerPattern } from './header-pattern.js';
import { headerVersioningHidesCors } from './header-versioning-hides-cors.js';
import { inheritedCorsDecides } from './inherited-cors-decides.js';
import { inheritedPoliciesDropped } from './inherited-policies-dropped.js';
import { invalidOrigin } from './invalid-origin.js';
import { malformedPolicy } from './malformed-policy.js';
import { looseOriginMatch } from './loose-origin-match.js';
import { maxAgeCapped } from './max-age-capped.js';
import { methodCase } from './method-case.js';
import { methodNotAllowed } from './method-not-allowed.js';
import { missingFragment } from './missing-fragment.js';
import { navigationEndedByCors } from './navigation-ended-by-cors.js';
import { nullOrigin } from './null-origin.js';
import { optionsBranchNeverRuns } from './options-branch-never-runs.js';
import { optionsOperationShadowsCors } from './options-operation-shadows-cors.js';
import { originNormalised } from './origin-normalised.js';
import { policyBeforeCors } from './policy-before-cors.js';
import { policyWithoutScope } from './policy-without-scope.js';
import { productCorsUnreachable } from './product-cors-unreachable.js';
import { reflectedOrigin } from './reflected-origin.js';
import { refusedAtSave } from './refused-at-save.js';
import { duplicateEntry } from './duplicate-entry.js';
import { insecureOrigin } from './insecure-origin.js';
import { intranetOrigin } from './intranet-origin.js';
import { loopbackOrigin } from './loopback-origin.js';
import { nearMissOrigin } from './near-miss-origin.js';
import { needlessMethod } from './needless-method.js';
import { sharedHostingOrigin } from './shared-hosting-origin.js';
import { unusualSchemeOrigin } from './unusual-scheme-origin.js';
import { wildcardMixed } from './wildcard-mixed.js';
import type { Rule } from './rule.js';
import { responseHeaderInRequestList } from './response-header-in-request-list.js';
import { sensitiveHeaderExposed } from './sensitive-header-exposed.js';
import { spoofableHeaderAllowed } from './spoofable-header-allowed.js';
import { terminateUnmatchedImplicit } from './terminate-unmatched-implicit.js';
import { twoCorsWriters } from './two-cors-writers.js';
import { unreadableMetadata } from './unreadable-metadata.js';
import { notUnderstood } from './not-understood.js';
import { unresolvedOrigin } from './unresolved-origin.js';
import { wildcardOriginWithCredentials } from './wildcard-origin-with-credentials.js';
import { wildcardExposedHeaders } from './wildcard-exposed-headers.js';
import { wildcardHeaders } from './wildcard-headers.js';
import { wildcardMethods } from './wildcard-methods.js';
import { wildcardOrigin } from './wildcard-origin.js';

/** Every rule, in the order of reports: first what decides access, then faults, then changes. */
export const rules: readonly Rule[] = [
  inheritedCorsDecides,
  corsNotInherited,
  inheritedPoliciesDropped,
  duplicateCors,
  corsOutsideInbound,
  corsNotDirectChild,
  refusedAtSave,
  missingFragment,
  corsInFragment,
  productCorsUnreachable,
  headerVersioningHidesCors,
  optionsOperationShadowsCors,
  optionsBranchNeverRuns,
  policyBeforeCors,
  twoCorsWriters,
  reflectedOrigin,
  looseOriginMatch,
  handWrittenCors,
  wildcardOriginWithCredentials,
  wildcardOrigin,
  wildcardMixed,
  wildcardMethods,
  wildcardHeaders,
  wildcardExposedHeaders,
  invalidOrigin,
  nullOrigin,
  insecureOrigin,
  loopbackOrigin,
  sharedHostingOrigin,
  intranetOrigin,
  unusualSchemeOrigin,
  unresolvedOrigin,
  notUnderstood,
  originNormalised,
  nearMissOrigin,
  duplicateEntry,
  methodNotAllowed,
  headerNotAllowed,
  authorizationUnderWildcard,
  methodCase,
  headerPattern,
  spoofableHeaderAllowed,
  responseHeaderInRequestList,
  forbiddenMethod,
  navigationEndedByCors,
  cachedWithoutVaryOrigin,
  simplePostWithCookies,
  crossDomainOrJsonp,
  unusedFragment,
  originForwarded,
  baseFirstRequired,
  terminateUnmatchedImplicit,
  exposeWildcardWithCredentials,
  sensitiveHeaderExposed,
  forbiddenHeader,
  headersNotExposed,
  needlessMethod,
  credentialsNotNeeded,
  credentialsByExpression,
  credentialsValue,
  maxAgeCapped,
  maxAgeInvalid,
  preflightNotCached,
  accessWidened,
  accessNarrowed,
  originCheckChanged,
  portalCorsLost,
  subscriptionKeyChanged,
  policyWithoutScope,
  malformedPolicy,
  unreadableMetadata,
];

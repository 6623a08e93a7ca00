import { accessNarrowed } from './access-narrowed.js';
import { accessWidened } from './access-widened.js';
import { corsNotInherited } from './cors-not-inherited.js';
import { corsOutsideInbound } from './cors-outside-inbound.js';
import { duplicateCors } from './duplicate-cors.js';
import { inheritedCorsDecides } from './inherited-cors-decides.js';
import { invalidOrigin } from './invalid-origin.js';
import { malformedPolicy } from './malformed-policy.js';
import { methodCase } from './method-case.js';
import { nullOrigin } from './null-origin.js';
import { originNormalised } from './origin-normalised.js';
import type { Rule } from './rule.js';
import { terminateUnmatchedImplicit } from './terminate-unmatched-implicit.js';
import { unreadableMetadata } from './unreadable-metadata.js';
import { unresolvedOrigin } from './unresolved-origin.js';
import { wildcardOrigin } from './wildcard-origin.js';
import { wildcardOriginWithCredentials } from './wildcard-origin-with-credentials.js';

/** Every rule, in the order reports list them: what decides first, then what is wrong, then what changes. */
export const rules: readonly Rule[] = [
  inheritedCorsDecides,
  corsNotInherited,
  duplicateCors,
  corsOutsideInbound,
  wildcardOriginWithCredentials,
  wildcardOrigin,
  invalidOrigin,
  nullOrigin,
  unresolvedOrigin,
  originNormalised,
  methodCase,
  terminateUnmatchedImplicit,
  accessWidened,
  accessNarrowed,
  malformedPolicy,
  unreadableMetadata,
];

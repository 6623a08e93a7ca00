/** The subject of a rule: unwanted access, an outage, or style. */
export type RuleTag = 'security' | 'outage' | 'style';

/** Classifications of a rule's findings. */
export interface RuleClass {
  readonly tags: readonly RuleTag[];
  /** Numbers in the Common Weakness Enumeration; may be empty. */
  readonly cwe: readonly number[];
  /** Categories in the OWASP API Security Top 10; may be empty. */
  readonly owasp: readonly string[];
}

/** CWE-942, permissive cross-domain policy with untrusted domains; 346, origin validation error. */
const permissive = 'security 942';

/** Tags and CWE numbers by rule, in one line each. */
const classes: Readonly<Record<string, string>> = {
  'inherited-cors-decides': 'outage',
  'cors-not-inherited': 'outage',
  'inherited-policies-dropped': 'security 306',
  'duplicate-cors': 'outage',
  'cors-outside-inbound': 'outage',
  'cors-not-direct-child': 'outage',
  'refused-at-save': 'outage',
  'missing-fragment': 'outage',
  'cors-in-fragment': 'outage',
  'unused-fragment': 'style',
  'product-cors-unreachable': 'outage',
  'header-versioning-hides-cors': 'outage',
  'options-operation-shadows-cors': 'outage',
  'options-branch-never-runs': 'style',
  'policy-before-cors': 'outage',
  'two-cors-writers': 'outage',
  'reflected-origin': 'security 942 346',
  'loose-origin-match': 'security 346 183',
  'hand-written-cors': 'outage',
  'wildcard-origin-with-credentials': permissive,
  'wildcard-origin': permissive,
  'wildcard-mixed': 'outage',
  'wildcard-methods': 'security 942',
  'wildcard-headers': 'security 942',
  'wildcard-exposed-headers': 'security 200',
  'invalid-origin': 'outage',
  'null-origin': permissive,
  'insecure-origin': 'security 942 319',
  'loopback-origin': permissive,
  'shared-hosting-origin': permissive,
  'intranet-origin': permissive,
  'unusual-scheme-origin': permissive,
  'near-miss-origin': 'outage',
  'unresolved-origin': 'security',
  'not-understood': 'security outage',
  'origin-normalised': 'style',
  'duplicate-entry': 'style',
  'method-not-allowed': 'outage',
  'header-not-allowed': 'outage',
  'authorization-under-wildcard': 'outage',
  'method-case': 'outage',
  'forbidden-method': 'style',
  'needless-method': 'style',
  'forbidden-header': 'style',
  'response-header-in-request-list': 'style',
  'header-pattern': 'outage',
  'spoofable-header-allowed': 'security 290',
  'sensitive-header-exposed': 'security 200',
  'navigation-ended-by-cors': 'outage',
  'cached-without-vary-origin': 'outage 524',
  'simple-post-with-cookies': 'security 352',
  'cross-domain-or-jsonp': permissive,
  'origin-forwarded': 'outage',
  'base-first-required': 'outage',
  'terminate-unmatched-implicit': 'outage',
  'expose-wildcard-with-credentials': 'outage',
  'headers-not-exposed': 'outage',
  'credentials-not-needed': 'security',
  'credentials-by-expression': permissive,
  'credentials-value': 'outage',
  'max-age-capped': 'style',
  'max-age-invalid': 'outage',
  'preflight-not-cached': 'style',
  'access-widened': permissive,
  'origin-check-changed': permissive,
  'access-narrowed': 'outage',
  'portal-cors-lost': 'outage',
  'subscription-key-changed': 'security outage',
  'policy-without-scope': 'security outage',
  'malformed-policy': 'security outage',
  'unreadable-metadata': 'security outage',
  'contract-broken': 'security outage',
  'contract-relaxed': 'security outage',
  'contract-undecided': 'security outage',
  'contract-matches-nothing': 'security outage',
  'contracts-malformed': 'security outage',
};

/** The rule's class; without tags for an unknown id. */
export function ruleClass(id: string): RuleClass {
  const words = Object.hasOwn(classes, id) ? (classes[id] ?? '').split(' ') : [];
  const tags = words.filter((word): word is RuleTag => word === 'security' || word === 'outage' || word === 'style');
  const cwe = words.map(Number).filter((number) => !Number.isNaN(number));
  // OWASP lists permissive CORS as a misconfiguration (API Security Top 10, 2023, API8).
  return { tags, cwe, owasp: cwe.includes(942) ? ['API8:2023'] : [] };
}

/** `security, CWE-942, OWASP API8:2023`. */
export function classWords(id: string): string {
  const { tags, cwe, owasp } = ruleClass(id);
  return [...tags, ...cwe.map((number) => `CWE-${number}`), ...owasp.map((one) => `OWASP ${one}`)].join(', ');
}

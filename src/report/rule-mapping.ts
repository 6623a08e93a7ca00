/** A finding of another tool, and the rules here for it. */
export interface RuleMapping {
  readonly tool: 'PSRule for Azure' | 'apigeelint' | 'jub0bs/cors';
  readonly theirs: string;
  /** Ids of the catalogue; empty: there is no rule for it. */
  readonly ours: readonly string[];
  /** How and why the verdicts differ; '': they do not. */
  readonly difference: string;
}

const psrule = 'PSRule for Azure';
const apigee = 'apigeelint';
const jub0bs = 'jub0bs/cors';

/** For users of another tool. */
export const ruleMappings: readonly RuleMapping[] = [
  {
    tool: psrule,
    theirs: 'Azure.APIM.CORSPolicy (AZR-000365), `*` among origins',
    ours: ['wildcard-origin', 'wildcard-origin-with-credentials'],
    difference: 'The finding says who gets in, and is an error where credentials are allowed.',
  },
  {
    tool: psrule,
    theirs: 'Azure.APIM.CORSPolicy, `*` among methods, headers or exposed headers',
    ours: ['wildcard-methods', 'wildcard-headers', 'wildcard-exposed-headers', 'expose-wildcard-with-credentials'],
    difference: 'Not a failure by itself: who gets in, the origins decide. Off for the `<cors>` that “Enable CORS” writes for the developer portal.',
  },
  {
    tool: psrule,
    theirs: 'Azure.APIM.PolicyBase (AZR-000371)',
    ours: ['cors-not-inherited', 'inherited-policies-dropped', 'base-first-required'],
    difference:
      'A missing `<base />` is told where a web app loses access by it, or an inherited policy no longer runs. Who needs it in every section switches on `base-first-required`, which also wants it first.',
  },
  { tool: apigee, theirs: 'PO032, several child elements of a kind', ours: ['not-understood', 'duplicate-cors'], difference: '' },
  { tool: apigee, theirs: 'PO032, `*` as origin', ours: ['wildcard-origin', 'wildcard-origin-with-credentials'], difference: '' },
  { tool: apigee, theirs: 'PO032, `*` mixed with names', ours: ['wildcard-mixed'], difference: '' },
  {
    tool: apigee,
    theirs: 'PO032, origin that ends with `/`',
    ours: ['origin-normalised'],
    difference: 'An error there. API Management takes the slash off, so nobody loses access.',
  },
  {
    tool: apigee,
    theirs: 'PO032, `{request.header.origin}`',
    ours: ['reflected-origin'],
    difference: 'A warning there: every website gets in, so it is an error.',
  },
  { tool: apigee, theirs: 'PO032, no origins', ours: ['invalid-origin'], difference: 'API Management does not save it.' },
  {
    tool: apigee,
    theirs: 'PO032, AllowCredentials other than true or false',
    ours: ['not-understood', 'credentials-value', 'credentials-by-expression'],
    difference: '',
  },
  { tool: apigee, theirs: 'PO032, misformatted list of headers or methods', ours: ['header-pattern', 'method-case'], difference: '' },
  { tool: apigee, theirs: 'EP001, several CORS policies', ours: ['duplicate-cors', 'inherited-cors-decides', 'two-cors-writers'], difference: '' },
  { tool: jub0bs, theirs: 'UnacceptableOriginPattern, missing or invalid', ours: ['invalid-origin'], difference: '' },
  {
    tool: jub0bs,
    theirs: 'UnacceptableOriginPattern, prohibited: `null`, `file:`',
    ours: ['null-origin', 'unusual-scheme-origin', 'invalid-origin'],
    difference: '',
  },
  {
    tool: jub0bs,
    theirs: 'UnacceptableOriginPattern, prohibited: default port, letters outside ASCII',
    ours: ['origin-normalised'],
    difference: 'Refused there. API Management compares without them, so the origin works.',
  },
  { tool: jub0bs, theirs: 'UnacceptableMethod, invalid', ours: ['method-case'], difference: '' },
  { tool: jub0bs, theirs: 'UnacceptableMethod, forbidden', ours: ['forbidden-method'], difference: '' },
  { tool: jub0bs, theirs: 'UnacceptableHeaderName of requests, invalid', ours: ['header-pattern'], difference: '' },
  { tool: jub0bs, theirs: 'UnacceptableHeaderName of requests, forbidden', ours: ['forbidden-header'], difference: '' },
  { tool: jub0bs, theirs: 'UnacceptableHeaderName of requests, prohibited', ours: ['response-header-in-request-list'], difference: '' },
  {
    tool: jub0bs,
    theirs: 'UnacceptableHeaderName of responses',
    ours: ['sensitive-header-exposed'],
    difference: '`Set-Cookie` is told among the sensitive ones: no script reads it, listed or not.',
  },
  {
    tool: jub0bs,
    theirs: 'MaxAgeOutOfBounds',
    ours: ['max-age-capped', 'max-age-invalid'],
    difference: 'Told from 7,200 seconds on, which Chromium keeps, and not from 86,400; -1 is no number of seconds here.',
  },
  { tool: jub0bs, theirs: 'IncompatibleOriginPattern, wildcard', ours: ['wildcard-origin-with-credentials'], difference: '' },
  {
    tool: jub0bs,
    theirs: 'IncompatibleOriginPattern, insecure',
    ours: ['insecure-origin'],
    difference: 'Told without credentials too, as a warning.',
  },
  {
    tool: jub0bs,
    theirs: 'IncompatibleOriginPattern, psl',
    ours: ['invalid-origin'],
    difference: 'API Management has no patterns: `https://*.example` is refused on saving.',
  },
  {
    tool: jub0bs,
    theirs: 'IncompatibleWildcardResponseHeaderName',
    ours: ['expose-wildcard-with-credentials'],
    difference: 'An info: scripts read nothing by it, and nobody gets in.',
  },
];

/** The page for users of another tool, Markdown. `known`: ids with a page. */
export function mappingPage(known: ReadonlySet<string>): string {
  const ours = (ids: readonly string[]): string => ids.map((id) => (known.has(id) ? `[\`${id}\`](${id}.md)` : `\`${id}\``)).join(', ');
  return [
    '# Rules of other tools',
    '',
    'What other tools find in CORS settings, and the rules here that find it.',
    '',
    '| tool | its rule | here | where the verdicts differ |',
    '| --- | --- | --- | --- |',
    ...ruleMappings.map((one) => `| ${one.tool} | ${one.theirs} | ${ours(one.ours)} | ${one.difference} |`),
    '',
  ].join('\n');
}

import { corsPolicyPage, fetchStandard, psRulePage } from '../cors/sources.js';
import { corsExample } from '../layouts/apiops/example.js';
import { examplesWithoutWildcard, wildcardDrafts } from './entry-drafts.js';
import type { Rule } from './rule.js';

const origins = ['https://app.contoso.com'];

/** Rule `wildcard-exposed-headers`: every response header is exposed. */
export const wildcardExposedHeaders: Rule = {
  id: 'wildcard-exposed-headers',
  title: 'Every response header',
  severity: 'info',
  severityNote: null,
  quiet: {
    upTo: 'default',
    because: 'The origins decide which websites get in; a wildcard here adds none, and takes nothing from those that are in.',
  },
  isOncePerService: true,
  ofDocument: true,
  certainty: 'documented',
  detects:
    '`<header>*</header>` in the `<expose-headers>` of a `<cors>` without credentials, unless it is as “Enable CORS” writes it for the developer portal, or lists every origin. With credentials `expose-wildcard-with-credentials` tells.',
  why: 'What backends put into headers for their own use, such as names of servers and tokens of other systems, is in reach of scripts.',
  repair: 'List the names that the web apps use. Which ones those are, no policy tells, so there is no suggestion.',
  sources: [corsPolicyPage, fetchStandard, psRulePage],
  get fails() {
    return [corsExample('a wildcard', { origins, exposed: ['*'] })];
  },
  get passes() {
    return examplesWithoutWildcard(origins);
  },
  check: (state) => wildcardDrafts('wildcard-exposed-headers', state, 'exposed'),
};

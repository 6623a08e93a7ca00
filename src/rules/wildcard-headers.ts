import { corsPolicyPage, fetchStandard, psRulePage } from '../cors/sources.js';
import { corsExample } from '../layouts/apiops/example.js';
import { examplesWithoutWildcard, wildcardDrafts } from './entry-drafts.js';
import type { Rule } from './rule.js';

const origins = ['https://app.contoso.com'];

/** Rule `wildcard-headers`: every request header. */
export const wildcardHeaders: Rule = {
  id: 'wildcard-headers',
  title: 'Every request header',
  severity: 'info',
  severityNote: 'warning with credentials',
  quiet: { upTo: 'pull-request', because: 'The origins decide which websites get in; a wildcard here adds none.' },
  quietRemarks: {
    upTo: 'default',
    because: 'Without credentials a wildcard here adds no website to those that the origins let in, and works as it is meant.',
  },
  isOncePerService: true,
  ofDocument: true,
  certainty: 'documented',
  detects:
    '`<header>*</header>` in the `<allowed-headers>` of a `<cors>`, unless it is as “Enable CORS” writes it for the developer portal, or lists every origin.',
  why: 'Web apps may then send headers that servers behind the gateway believe, such as `X-Forwarded-For`. With credentials browsers take a literal `*` for a header of that name.',
  repair: 'List the names that the web apps use. Which ones those are, no policy tells, so there is no suggestion.',
  sources: [corsPolicyPage, fetchStandard, psRulePage],
  get fails() {
    return [corsExample('a wildcard', { origins, headers: ['*'] })];
  },
  get passes() {
    return examplesWithoutWildcard(origins);
  },
  check: (state) => wildcardDrafts('wildcard-headers', state, 'headers'),
};

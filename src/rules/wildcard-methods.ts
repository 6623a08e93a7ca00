import { corsPolicyPage, fetchStandard, psRulePage } from '../cors/sources.js';
import { corsExample } from '../layouts/apiops/example.js';
import { examplesWithoutWildcard, wildcardDrafts } from './entry-drafts.js';
import type { Rule } from './rule.js';

const origins = ['https://app.contoso.com'];

/** Rule `wildcard-methods`: every method. */
export const wildcardMethods: Rule = {
  id: 'wildcard-methods',
  title: 'Every method',
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
  detects: '`<method>*</method>` in a `<cors>`, unless it is as “Enable CORS” writes it for the developer portal, or lists every origin.',
  why: 'An operation that is added later is open to the web apps at once, whatever it changes or deletes. With credentials browsers take a literal `*` for a method of that name.',
  repair: 'List the names that the web apps use. Which ones those are, no policy tells, so there is no suggestion.',
  sources: [corsPolicyPage, fetchStandard, psRulePage],
  get fails() {
    return [corsExample('a wildcard', { origins, methods: ['*'] })];
  },
  get passes() {
    return examplesWithoutWildcard(origins);
  },
  check: (state) => wildcardDrafts('wildcard-methods', state, 'methods'),
};

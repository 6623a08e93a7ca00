import { corsPolicyPage, fetchStandard } from '../cors/sources.js';
import { evaluatedCors } from '../effective/service-state.js';
import { corsExample } from '../layouts/apiops/example.js';
import { onlyDiffers } from '../repairs/promises.js';
import { countIn, entriesOf, entryDraft, withoutEntry } from './entry-drafts.js';
import type { Rule } from './rule.js';

const origins = ['https://app.contoso.com'];
const answers = /^access-control-(?:allow-(?:origin|credentials|methods|headers|private-network)|expose-headers|max-age)$/;

/** Rule `response-header-in-request-list`: a response header among the allowed request headers. */
export const responseHeaderInRequestList: Rule = {
  id: 'response-header-in-request-list',
  title: 'A header of the answer among those of the request',
  severity: 'warning',
  severityNote: null,
  ofDocument: true,
  certainty: 'documented',
  detects: 'A `<header>` of `<allowed-headers>` that only answers carry, such as `Access-Control-Allow-Origin` or `Access-Control-Max-Age`.',
  why: '`<allowed-headers>` names what a page may send. The gateway writes these headers itself, from the other parts of `<cors>`. A page that sends one is mistaken about where CORS is decided, and to let it do so hides the mistake.',
  repair: 'Take the header out of the list. A page that sends it all the same is then refused at the preflight: stop sending it there first.',
  sources: [fetchStandard, corsPolicyPage],
  get fails() {
    return [corsExample('Access-Control-Allow-Origin', { origins, headers: ['content-type', 'Access-Control-Allow-Origin'] })];
  },
  get passes() {
    return [corsExample('headers of requests', { origins, headers: ['content-type', 'authorization'] })];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { headers } = element.policy;
      if (headers.kind === 'list' && headers.any) continue;
      for (const { name, place } of entriesOf(headers)) {
        if (!answers.test(name)) continue;
        const repairs = countIn(headers) > 1 ? withoutEntry(place, name, onlyDiffers('headers')) : null;
        yield entryDraft('response-header-in-request-list', state, element, { severity: 'warning', name, kind: 'headers', place, repairs });
      }
    }
  },
};

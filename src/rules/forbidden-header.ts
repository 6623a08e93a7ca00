import { isForbiddenName } from '../browser/fetch-request.js';
import { fetchForbiddenNames } from '../cors/sources.js';
import { evaluatedCors } from '../effective/service-state.js';
import { corsExample } from '../layouts/apiops/example.js';
import { nothingChanges } from '../repairs/promises.js';
import { countIn, entriesOf, entryDraft, withoutEntry } from './entry-drafts.js';
import type { Rule } from './rule.js';

const origins = ['https://app.contoso.com'];

/** Rule `forbidden-header`: a request header that no script can set. */
export const forbiddenHeader: Rule = {
  id: 'forbidden-header',
  title: 'A request header that no script can set',
  severity: 'info',
  severityNote: null,
  quiet: { upTo: 'default', because: 'Such an entry allows nobody anything, and taking it out changes nobody’s access.' },
  isOncePerService: true,
  ofDocument: true,
  certainty: 'documented',
  detects:
    'A `<header>` of `<allowed-headers>` that browsers keep for themselves, such as `Origin`, `Host`, `Cookie`, `Referer`, `Content-Length` or `Sec-Fetch-Mode`.',
  why: 'Scripts cannot set these headers and no preflight asks for them: browsers send them, or do not, whatever the list says. The entry allows nothing, and makes readers believe that cookies or the origin depend on it.',
  repair: 'Take the header out of the list. Nobody’s access changes.',
  sources: [fetchForbiddenNames],
  get fails() {
    return [corsExample('Origin', { origins, headers: ['content-type', 'Origin'] })];
  },
  get passes() {
    return [
      corsExample('headers that scripts set', { origins, headers: ['content-type', 'authorization', 'user-agent'] }),
      corsExample('every header', { origins, headers: ['*'] }),
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { headers } = element.policy;
      for (const { name, place } of entriesOf(headers)) {
        if (!isForbiddenName(name)) continue;
        const repairs = countIn(headers) > 1 ? withoutEntry(place, name, nothingChanges) : null;
        yield entryDraft('forbidden-header', state, element, { severity: 'info', name, kind: 'headers', place, repairs });
      }
    }
  },
};

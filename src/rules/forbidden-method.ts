import { isForbiddenMethod } from '../browser/fetch-request.js';
import { fetchMethods } from '../cors/sources.js';
import { evaluatedCors } from '../effective/service-state.js';
import { corsExample } from '../layouts/apiops/example.js';
import { nothingChanges } from '../repairs/promises.js';
import { countIn, entriesOf, entryDraft, withoutEntry } from './entry-drafts.js';
import type { Rule } from './rule.js';

const origins = ['https://app.contoso.com'];

/** Rule `forbidden-method`: a method that no browser sends. */
export const forbiddenMethod: Rule = {
  id: 'forbidden-method',
  title: 'A method that no browser sends',
  severity: 'warning',
  severityNote: null,
  ofDocument: true,
  certainty: 'documented',
  detects: 'A `<method>` that is CONNECT, TRACE or TRACK.',
  why: 'Browsers refuse to send these methods for a script, so the entry allows nobody anything. TRACE gives back what was sent, credentials included: that it is listed says that somebody expected it to be in use.',
  repair: 'Take the method out of the list. Nobody’s access changes.',
  sources: [fetchMethods],
  get fails() {
    return [corsExample('TRACE', { origins, methods: ['GET', 'TRACE'] })];
  },
  get passes() {
    return [
      corsExample('methods that browsers send', { origins, methods: ['GET', 'PUT'] }),
      corsExample('every method', { origins, methods: ['*'] }),
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { methods } = element.policy;
      for (const { name, place } of entriesOf(methods)) {
        if (!isForbiddenMethod(name)) continue;
        const repairs = countIn(methods) > 1 ? withoutEntry(place, name, nothingChanges) : null;
        yield entryDraft('forbidden-method', state, element, { severity: 'warning', name, kind: 'methods', place, repairs });
      }
    }
  },
};

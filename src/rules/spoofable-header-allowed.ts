import { corsPolicyPage, forwardedHeader, principalHeaders } from '../cors/sources.js';
import { evaluatedCors } from '../effective/service-state.js';
import { corsExample } from '../layouts/apiops/example.js';
import { onlyDiffers } from '../repairs/promises.js';
import { countIn, entriesOf, entryDraft, withoutEntry } from './entry-drafts.js';
import type { Rule } from './rule.js';

const origins = ['https://app.contoso.com'];

/** Headers that proxies add for the servers behind them, and headers that override the request's method. */
const spoofable =
  /^(?:x-http-method(?:-override)?|x-method-override|forwarded|x-forwarded(?:-.+)?|x-original-(?:url|host|forwarded-for)|x-rewrite-url|x-ms-client-principal(?:-.+)?|x-ms-token-aad-.+|x-arr-.+|(?:x-|true-|cf-connecting-)?client-ip|cf-connecting-ip|x-real-ip|x-azure-(?:clientip|socketip|fdid))$/;

/** Rule `spoofable-header-allowed`: a header that servers trust. */
export const spoofableHeaderAllowed: Rule = {
  id: 'spoofable-header-allowed',
  title: 'A header that servers behind the gateway believe',
  severity: 'warning',
  severityNote: null,
  ofDocument: true,
  certainty: 'inferred',
  detects:
    'A `<header>` of `<allowed-headers>` that proxies write for the servers behind them (`X-Forwarded-*`, `Forwarded`, `X-Original-URL`, `X-Real-IP`, `Client-IP`, `X-ARR-*`, `X-MS-CLIENT-PRINCIPAL*`), or that names another method than the request’s (`X-HTTP-Method-Override`).',
  why: 'Servers take these headers for what a proxy in front of them says: where the call comes from, who is signed in, which URL was asked for. A page that may send them can say so itself, in its visitors’ browsers; and one with an override of the method calls DELETE where only POST is allowed.',
  repair: 'Take the header out of the list, unless a web app has to send it; then remove or overwrite it before the backend.',
  sources: [corsPolicyPage, principalHeaders, forwardedHeader],
  get fails() {
    return [
      corsExample('the address of the caller', { origins, headers: ['content-type', 'X-Forwarded-For'] }),
      corsExample('another method', { origins, headers: ['content-type', 'X-HTTP-Method-Override'] }),
    ];
  },
  get passes() {
    return [
      corsExample('headers of the application', { origins, headers: ['content-type', 'x-request-id', 'x-requested-with'] }),
      corsExample('every header', { origins, headers: ['*'] }),
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { headers } = element.policy;
      if (headers.kind === 'list' && headers.any) continue;
      for (const { name, place } of entriesOf(headers)) {
        if (!spoofable.test(name)) continue;
        const repairs = countIn(headers) > 1 ? withoutEntry(place, name, onlyDiffers('headers')) : null;
        yield entryDraft('spoofable-header-allowed', state, element, {
          severity: 'warning',
          name,
          kind: 'headers',
          place,
          certainty: 'inferred',
          repairs,
        });
      }
    }
  },
};

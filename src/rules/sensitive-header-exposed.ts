import { fetchStandard, forbiddenResponseHeaders } from '../cors/sources.js';
import { evaluatedCors } from '../effective/service-state.js';
import { corsExample } from '../layouts/apiops/example.js';
import { nothingChanges, onlyDiffers } from '../repairs/promises.js';
import { countIn, entriesOf, entryDraft, withoutEntry } from './entry-drafts.js';
import type { Rule } from './rule.js';

const origins = ['https://app.contoso.com'];
const sensitive =
  /^(?:authorization|authentication-info|server|x-powered-by|x-aspnet(?:mvc)?-version|(?:x-.+-|x-|access-|refresh-|id-)token|x-api-key)$/;
/** Headers that a page copies from one answer into its next request: they have to be readable. */
const sentBack = /csrf|xsrf|continuation|request-verification|sync|page|paging|next/;

/** Rule `sensitive-header-exposed`: an exposed response header with sensitive content. */
export const sensitiveHeaderExposed: Rule = {
  id: 'sensitive-header-exposed',
  title: 'A response header that says too much',
  severity: 'info',
  severityNote: null,
  isOncePerService: true,
  ofDocument: true,
  certainty: 'inferred',
  detects:
    'A `<header>` of `<expose-headers>` that carries a token (`Authorization`, `X-…-Token`), tells what the server runs on (`Server`, `X-Powered-By`), or that no script may ever read (`Set-Cookie`).',
  why: 'What is listed here is what scripts of every allowed origin can read, those of a page that was broken into included. A token in reach of scripts can be carried away; what the server runs on helps nobody but an attacker. `Set-Cookie` stays hidden whatever the list says.',
  repair: 'Take the header out of the list, unless a web app reads it.',
  sources: [fetchStandard, forbiddenResponseHeaders],
  get fails() {
    return [
      corsExample('a token', { origins, exposed: ['ETag', 'X-Auth-Token'] }),
      corsExample('what the server runs on', { origins, exposed: ['ETag', 'Server'] }),
      corsExample('a cookie', { origins, exposed: ['ETag', 'Set-Cookie'] }),
    ];
  },
  get passes() {
    return [corsExample('what web apps read', { origins, exposed: ['ETag', 'Location', 'X-CSRF-Token', 'X-Continuation-Token'] })];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { exposed } = element.policy;
      for (const { name, place } of entriesOf(exposed)) {
        const isNever = name === 'set-cookie' || name === 'set-cookie2';
        if (!isNever && (!sensitive.test(name) || sentBack.test(name))) continue;
        const repairs = countIn(exposed) > 1 ? withoutEntry(place, name, isNever ? nothingChanges : onlyDiffers('exposed')) : null;
        const kind = isNever ? 'never' : 'headers';
        yield entryDraft('sensitive-header-exposed', state, element, { severity: 'info', name, kind, place, certainty: 'inferred', repairs });
      }
    }
  },
};

import { corsPolicyPage, originSerialisation } from '../cors/sources.js';
import { corsExample } from '../layouts/apiops/example.js';
import { originDraft, originEntries, withoutOrigin } from './entry-drafts.js';
import type { Rule } from './rule.js';

/** Rule `unusual-scheme-origin`: not a web page's origin. */
export const unusualSchemeOrigin: Rule = {
  id: 'unusual-scheme-origin',
  title: 'Not a web page’s origin',
  severity: 'warning',
  severityNote: 'error for `file:`',
  ofDocument: true,
  certainty: 'inferred',
  detects: 'An `<origin>` whose scheme is neither `https` nor `http`: `capacitor:`, `ionic:`, `app:`, `chrome-extension:`, `file:`.',
  why: 'Apps with a web view send such an origin, and each of them can take the same: `capacitor://localhost` is the origin of every app that is built with it. For `file:` browsers send `null`.',
  repair: 'Let the app call from outside of the page, where there is no CORS, or accept that its origin proves nothing: check a token.',
  sources: [originSerialisation, corsPolicyPage],
  get fails() {
    return [corsExample('an app’s web view', { origins: ['https://app.contoso.com', 'capacitor://localhost'] })];
  },
  get passes() {
    return [corsExample('https', { origins: ['https://app.contoso.com'] })];
  },
  *check(state) {
    for (const found of originEntries(state, ['custom-scheme'])) {
      const isFile = found.name.startsWith('file:');
      yield originDraft('unusual-scheme-origin', state, found, {
        severity: isFile ? 'error' : 'warning',
        certainty: 'inferred',
        repairs: isFile ? withoutOrigin(found) : null,
      });
    }
  },
};

import { publicSuffixes, takeoverPage } from '../cors/sources.js';
import { corsExample } from '../layouts/apiops/example.js';
import { isInDevelopment, originDraft, originEntries, withoutOrigin } from './entry-drafts.js';
import type { Rule } from './rule.js';

/** Rule `shared-hosting-origin`: a name that others can obtain. */
export const sharedHostingOrigin: Rule = {
  id: 'shared-hosting-origin',
  title: 'A name on shared hosting as an origin',
  severity: 'warning',
  severityNote: 'error for the suffix itself, and for a playground or tunnel (info in an environment of development)',
  ofDocument: true,
  certainty: 'documented',
  detects:
    'An `<origin>` below a suffix under which a hosting service gives out names (`azurewebsites.net`, `web.core.windows.net`, `github.io`; the private part of the public suffix list), the suffix itself, or a name of a playground or tunnel (`codepen.io`, `ngrok.io`). Not a name that the service itself makes up, with random characters in it.',
  why: 'Such a name is given to whoever asks for it first, and again once it is given up: the next one who has it is an allowed origin. On playgrounds and tunnels anybody has one within a minute.',
  repair: 'Give the web app a name of your own and list that one; take an origin out before its site is deleted.',
  sources: [publicSuffixes, takeoverPage],
  get fails() {
    return [
      corsExample('an app on shared hosting', { origins: ['https://contoso-shop.azurewebsites.net'] }),
      corsExample('a tunnel', { origins: ['https://app.contoso.com', 'https://abc123.ngrok.io'] }),
    ];
  },
  get passes() {
    return [
      corsExample('a name of one’s own', { origins: ['https://app.contoso.com'] }),
      corsExample('a name that the hosting service made up', { origins: ['https://calm-river-0a1b2c3d4.5.azurestaticapps.net'] }),
      corsExample('the developer portal', { origins: ['https://contoso.developer.azure-api.net'] }),
    ];
  },
  *check(state) {
    for (const found of originEntries(state, ['shared-hosting', 'shared-hosting-suffix', 'playground'])) {
      const isTunnel = found.of === 'playground';
      const severity = found.of === 'shared-hosting' ? 'warning' : isTunnel && isInDevelopment(state, found.entry.place) === true ? 'info' : 'error';
      yield originDraft('shared-hosting-origin', state, found, { severity, repairs: found.of === 'shared-hosting' ? null : withoutOrigin(found) });
    }
  },
};

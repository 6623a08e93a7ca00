import { jubCors, reservedNames } from '../cors/sources.js';
import { corsExample } from '../layouts/apiops/example.js';
import { isInDevelopment, originDraft, originEntries, withoutOrigin } from './entry-drafts.js';
import type { Rule } from './rule.js';

/** Rule `intranet-origin`: a name or address that does not exist on the internet. */
export const intranetOrigin: Rule = {
  id: 'intranet-origin',
  title: 'A name or address that is nobody’s on the internet',
  severity: 'warning',
  severityNote: 'info in an environment of development',
  ofDocument: true,
  certainty: 'documented',
  detects:
    'An `<origin>` whose host is an IP address, has no dot, or ends in a reserved or inner name: `.local`, `.internal`, `.test`, `.example`, `.invalid`, `.corp`, `.home`, `.lan`, `.intranet`.',
  why: 'No registry says whose such a name or address is: each network has its own, and pages there are this origin. Often it is a placeholder that was never filled in, and lets in nobody who is meant.',
  repair: 'List the name that the web app has in the domain name system; take a placeholder out.',
  sources: [reservedNames, jubCors],
  get fails() {
    return [
      corsExample('an address', { origins: ['https://app.contoso.com', 'https://10.0.0.4'] }),
      corsExample('a name without a dot', { origins: ['https://app.contoso.com', 'https://intranet'] }),
      corsExample('a placeholder', { origins: ['https://portal.example'] }),
    ];
  },
  get passes() {
    return [corsExample('a registered name', { origins: ['https://app.contoso.com'] })];
  },
  *check(state) {
    for (const found of originEntries(state, ['ip', 'intranet'])) {
      const severity = isInDevelopment(state, found.entry.place) === true ? 'info' : 'warning';
      yield originDraft('intranet-origin', state, found, { severity, repairs: withoutOrigin(found) });
    }
  },
};

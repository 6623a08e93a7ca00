import { classifyOrigin } from '../cors/origin-class.js';
import type { OriginDifference } from '../cors/access.js';
import { movedAccess, type AccessMove } from './access-move.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import type { Severity } from '../effective/severity.js';
import { corsPolicyPage, fetchStandard } from '../cors/sources.js';

/** Why an origin of its kind deserves a look, and how much of one. */
interface Exposure {
  readonly severity: Severity;
  readonly because: string | null;
}

export const accessWidened: Rule = {
  id: 'access-widened',
  title: 'Somebody gains access',
  severity: 'warning',
  severityNote:
    'info for an https origin, and for operations that are new; warning for loopback, http, IP, intranet, shared-hosting and playground origins and for every origin; error for those with credentials that anybody can take on: every origin, null, a hosting suffix, a playground, http',
  certainty: 'documented',
  detects:
    'An origin that gets access, methods, headers, credentials or exposed headers it did not have before the change, on the effective policy of any operation.',
  why: 'Who may call an API from a browser is decided by the effective policy; the diff of the file does not show it.',
  repair: 'None: only you know whether it is meant.',
  sources: [corsPolicyPage, fetchStandard],
  get fails() {
    return [
      {
        name: 'an origin is added',
        base: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })) }),
        head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com', 'http://localhost:3000'] })) }),
      },
      {
        name: 'a method is added',
        base: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], methods: ['GET'] })) }),
        head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], methods: ['GET', 'DELETE'] })) }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'order, spelling and layout of the list',
        base: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com', 'https://www.contoso.com'] })) }),
        head: repository({ [apiPath]: policy([...cors({ origins: ['https://www.contoso.com', 'https://app.contoso.com'] }), '']) }),
      },
    ];
  },
  *checkChanges(changes) {
    yield* movedAccess(changes, 'widened', 'access-widened', (move) => ({ severity: severityOf(move), note: noteOf(move) }));
  },
};

function severityOf(move: AccessMove): Severity {
  if (move.existence === 'added') return 'info';
  return move.origins
    .map((origin) => exposureOf(origin).severity)
    .reduce((a, b) => (a === 'error' || b === 'error' ? 'error' : a === 'warning' || b === 'warning' ? 'warning' : 'info'), 'info');
}

function noteOf(move: AccessMove): string {
  const reasons = new Set(move.origins.flatMap((origin) => exposureOf(origin).because ?? []));
  return reasons.size === 0 ? '' : ` (${[...reasons].join('; ')})`;
}

/** What it means that this origin gains something. Methods and headers for an origin that had access before are no new exposure. */
function exposureOf(difference: OriginDifference): Exposure {
  const { origin, before, after } = difference;
  const isNew = before.allowed !== 'yes' && after.allowed !== 'no';
  const gainsCredentials = after.credentials !== false && before.credentials === false;
  if (!isNew && !gainsCredentials) return { severity: 'info', because: null };
  const withCredentials = after.credentials !== false;
  if (origin === '*') {
    return {
      severity: withCredentials ? 'error' : 'warning',
      because: withCredentials ? 'any website, with its visitors’ credentials' : 'any website',
    };
  }
  if (origin === 'null') return { severity: 'error', because: 'any website can send the origin null' };
  if (!origin.includes('://') || origin.includes('{{') || origin.startsWith('@'))
    return { severity: 'info', because: 'which origin that is cannot be told from the repository' };
  const raised: Severity = withCredentials ? 'error' : 'warning';
  switch (classifyOrigin(origin)) {
    case 'https':
      return gainsCredentials && !isNew ? { severity: 'warning', because: 'requests now carry credentials' } : { severity: 'info', because: null };
    case 'loopback':
      return { severity: 'warning', because: 'anything that runs on the user’s own machine' };
    case 'http':
      return { severity: raised, because: 'plain http: whoever is on the network path can be this origin' };
    case 'ip':
      return { severity: 'warning', because: 'an IP address has no owner a browser could check' };
    case 'intranet':
      return { severity: 'warning', because: 'a reserved or single-label name' };
    case 'shared-hosting':
      return { severity: 'warning', because: 'a name on shared hosting can be taken over once it is deleted' };
    case 'shared-hosting-suffix':
      return { severity: 'error', because: 'the suffix of a hosting service' };
    case 'playground':
      return { severity: raised, because: 'anybody can publish there' };
    case 'custom-scheme':
      return { severity: 'warning', because: 'not a web origin: any build of any app can send it' };
  }
}

import { languageOf, type FileLanguage } from '../layouts/file-language.js';
import { isForbiddenName } from '../browser/fetch-request.js';
import type { Advice, AsNavigation, Corrected, Hint, Mistake } from '../explain/advice.js';
import { keyCheckWords } from './key-check-words.js';
import { originCheckWords } from './origin-check-words.js';
import { listingInWords, ownerWords } from './owner-words.js';
import { effectPhrase } from './sentences/effects.js';
import { saysAll } from './trace-sentences.js';
import { wholePhrase } from './phrase.js';
import { documentation } from '../text/home.js';
import { added, callWithAddress, removed, type Caller } from './page-lines.js';

export type { Caller } from './page-lines.js';

/** The page with the whole model; each piece of advice links its paragraph there. */
const page = documentation('whose-fix.md');

/** One piece of advice in words: plain text, to be escaped by each report. */
export interface AdviceText {
  readonly says: readonly string[];
  /** The page's lines to change, as a diff, or a policy to write; empty: neither. */
  readonly lines: readonly string[];
  /** URL of the paragraph. */
  readonly read: string;
}

/** The paragraph of a code on the page. */
export const paragraphs: Readonly<Record<Mistake['code'] | Hint['code'], string>> = {
  'origin-with-path': 'an-address-is-not-an-origin',
  'response-header-on-request': 'headers-of-answers-on-the-request',
  'content-type-without-body': 'content-type-where-there-is-no-body',
  'method-in-lower-case': 'a-method-in-lower-case',
  'key-under-another-name': 'the-key-under-another-name',
  'key-parameter-under-another-name': 'the-key-under-another-name',
  'header-not-needed': 'headers-that-are-not-needed',
  'credentials-without-cookies': 'credentials-where-nothing-reads-cookies',
  'no-cors-hides-answer': 'no-cors',
  'page-over-http': 'http',
  'api-over-http': 'http',
  'http-alone': 'http',
  'null-origin': 'the-origin-null',
  'extension-origin': 'a-browser-extension-asks',
  navigation: 'form-posts-links-and-downloads',
  'may-be-navigation': 'form-posts-links-and-downloads',
  'origin-forwarded': 'what-the-backend-does',
  'portal-cors': 'the-developer-portals-own-cors',
  'refused-early': 'refused-before-any-cors',
  'backend-headers': 'what-the-backend-does',
  redirected: 'a-redirect',
  'preflight-redirected': 'a-redirect',
  'preflight-refused': 'a-preflight-that-is-refused',
  'options-operation': 'an-operation-that-takes-options',
  'key-check': 'a-missing-subscription-key',
  'origin-check': 'a-check-of-the-origin',
  'version-in-header': 'a-version-in-a-header',
  'own-policy': 'an-api-without-a-policy',
  'ask-owner': 'when-the-api-is-not-yours',
};

/** A piece of advice in words. */
export function adviceText(advice: Advice, caller: Caller): AdviceText {
  const read = `${page}#${paragraphs[advice.about.code]}`;
  if (advice.kind === 'hint')
    return { says: hintWords(advice.about), lines: advice.about.code === 'own-policy' ? advice.about.policy.trimEnd().split('\n') : [], read };
  return { ...mistakeWords(advice.about, advice.sure, caller), read };
}

/** The result without the page's mistakes, one sentence. Possible mistakes are not corrected. */
export function correctedWords({ verdict }: Corrected, mistakes: readonly Advice[]): string {
  const isAll = mistakes.every((one) => one.kind === 'mistake' && (one.sure || one.about.code === 'credentials-without-cookies'));
  const put = isAll ? (mistakes.length === 1 ? 'With that put right' : 'With all of that put right') : 'With what is surely wrong put right';
  switch (verdict) {
    case 'allowed':
      return `${put} the request is allowed: no policy has to change.`;
    case 'blocked':
      return `${put} the request is still blocked, for another reason.`;
    case 'unknown':
      return `${put} the answer still depends on an open point.`;
  }
}

function mistakeWords(mistake: Mistake, sure: boolean, caller: Caller): Pick<AdviceText, 'says' | 'lines'> {
  switch (mistake.code) {
    case 'origin-with-path':
      return {
        says: [
          `${mistake.given} is a page's address. Its origin is ${mistake.origin}: scheme, host and port, no path and no slash. Browsers send that, and an <origin> with a path never matches it.`,
        ],
        lines: [],
      };
    case 'response-header-on-request': {
      const names = mistake.headers.map((header) => header.name);
      const kept = names.filter((name) => !isForbiddenName(name.toLowerCase()));
      const [belong, them, they, force] = names.length === 1 ? ['belongs', 'it', 'it', 'forces'] : ['belong', 'them', 'they', 'force'];
      const effect =
        kept.length === 0 ? `the browser leaves ${them} out of the request` : `on a request ${they} only ${force} a preflight that asks for ${them}`;
      return {
        says: [
          `${listingInWords(names, 5)} ${belong} on answers: the gateway sets ${them} there, and a page cannot allow itself anything; ${effect}. Take ${them} out.`,
        ],
        lines: mistake.headers.map((header) => removed(header.name, header.value, caller)),
      };
    }
    case 'content-type-without-body': {
      const type = mistake.value ?? 'application/json';
      return {
        says: [
          `A ${mistake.method} has no body for Content-Type to describe, and ${type} forces a preflight. To ask for a type, send Accept, which needs none.`,
        ],
        lines: [removed('Content-Type', type, caller), added('Accept', type, caller)],
      };
    }
    case 'method-in-lower-case':
      return {
        says: [`Browsers send ${mistake.method} as it is written, and methods are told apart by case: ${mistake.instead} was meant.`],
        lines: caller === 'fetch' ? [`- method: '${mistake.method}',`, `+ method: '${mistake.instead}',`] : [],
      };
    case 'key-under-another-name': {
      const { headers, instead, isThere } = mistake;
      const names = listingInWords(
        headers.map(({ name }) => name),
        5,
      );
      return {
        says: [`The API reads its subscription key from ${instead}, and from no other header: it does not look at ${names}.`],
        lines: [
          ...headers.map(({ name, value }) => removed(name, value, caller)),
          ...(isThere ? [] : [added(instead, headers[0]?.value ?? null, caller)]),
        ],
      };
    }
    case 'key-parameter-under-another-name': {
      const { names, instead } = mistake;
      return {
        says: [
          `In the URL the API reads its subscription key from ${instead}, and from no other parameter: it does not look at ${listingInWords(names, 5)}.`,
        ],
        lines: [...names.map((name) => `- ?${name}=***`), `+ ?${instead}=***`],
      };
    }
    case 'header-not-needed':
      return needlessWords(mistake, caller);
    case 'credentials-without-cookies': {
      const shown =
        mistake.shows === null
          ? 'Nothing in these policies reads any of them'
          : sure
            ? `This request shows who calls in ${mistake.shows}, which needs no credentials`
            : `Callers here show who they are in ${mistake.shows}, which needs no credentials`;
      return {
        says: [
          `Credentials are cookies, client certificates and HTTP authentication. ${shown}: ${sure ? 'leave them out.' : 'unless the backend reads cookies, leave them out. Where it does, the <cors> that lists the page needs allow-credentials="true".'}`,
        ],
        lines: [caller === 'fetch' ? "- credentials: 'include'," : '- xhr.withCredentials = true;'],
      };
    }
    case 'no-cors-hides-answer':
      return { says: noCorsWords(mistake), lines: ["- mode: 'no-cors',"] };
    case 'page-over-http':
      return {
        says: [
          mistake.listed
            ? `A <cors> lists ${mistake.origin}, and whoever is on the way can change pages that come over http: open the page over https, and list that origin instead.`
            : `The page comes over http. ${mistake.origin} is another origin than ${mistake.instead}, and whoever is on the way can change its pages: open the page over https.`,
        ],
        lines: [],
      };
    case 'api-over-http':
      return {
        says: ['The API is called over http: browsers let no https page do that (mixed content), and keys and tokens can be read on the way.'],
        lines: callWithAddress(mistake.url, mistake.instead, caller),
      };
  }
}

function needlessWords({ headers }: Extract<Mistake, { code: 'header-not-needed' }>, caller: Caller): Pick<AdviceText, 'says' | 'lines'> {
  const named = (meant: (typeof headers)[number]['meant']): readonly string[] => headers.filter((one) => one.meant === meant).map((one) => one.name);
  const [cache, option, library] = [named('cache'), named('option'), named('library')];
  const says: string[] = [];
  const forces = (names: readonly string[]): string => `${listingInWords(names, 5)} ${names.length === 1 ? 'forces' : 'force'} a preflight`;
  if (cache.length > 0) says.push(`${forces(cache)}; the option cache: 'no-store' gets a fresh answer without one.`);
  if (option.length > 0) says.push(`${forces(option)}: an option of fetch or of a library, sent as a header. The gateway has no use for it.`);
  if (library.length > 0)
    says.push(`${forces(library)}, and no policy here asks for it: libraries once set it by themselves. Unless the backend reads it, leave it out.`);
  const lines = headers.map((header) => removed(header.name, header.value, caller));
  return { says, lines: cache.length > 0 && caller === 'fetch' ? [...lines, "+ cache: 'no-store',"] : lines };
}

function noCorsWords({ method, refused, dropped }: Extract<Mistake, { code: 'no-cors-hides-answer' }>): readonly string[] {
  if (refused) return [`In mode 'no-cors' fetch sends GET, HEAD and POST only: with ${method} it throws, and nothing is sent.`];
  const less = dropped.length === 0 ? '' : ` (without ${listingInWords(dropped, 5)}: the browser drops ${dropped.length === 1 ? 'it' : 'them'})`;
  return [
    `mode: 'no-cors' gives an opaque answer: status 0, no header and no body that the page can read. The request is sent all the same${less}. Keep it only where nobody reads the answer.`,
  ];
}

function hintWords(hint: Hint): readonly string[] {
  switch (hint.code) {
    case 'null-origin':
      return [
        hint.given === null
          ? 'Browsers send the origin null for a page opened from disk (file:), a data: page, a frame with sandbox and without allow-same-origin, and after a redirect to another origin.'
          : `${hint.given} is a page without an origin of its own: browsers send null for it.`,
        'The way out is in the page: serve it (http://localhost:8080 does), give the frame allow-same-origin, call the address that the redirect leads to. Then its own origin can be listed.',
        'Listing null is no way out: every website can make a frame that sends it.',
      ];
    case 'extension-origin':
      return [
        `${hint.origin} is a browser extension. With the gateway's address under host_permissions in its manifest the browser does not hold its requests against CORS, and no policy has to change.`,
        hint.isStable
          ? 'Without that permission its origin would have to be listed like that of a page.'
          : 'Listing it is no way out: this browser gives the extension another id in every installation.',
      ];
    case 'navigation':
      return navigationWords(hint.method, hint.namesOrigin, hint.outcome);
    case 'may-be-navigation':
      return [
        hint.seen === null
          ? `If a form sends this (a sign-in or payment page that posts back), it is a navigation: no browser checks a form post against CORS. ${gatewayWords(hint.outcome)} Mode navigate looks at that.`
          : `Going by its name (${hint.seen}), forms of other sites are posted here. A form post is a navigation, and no browser checks it against CORS. ${gatewayWords(hint.outcome)}`,
      ];
    case 'origin-forwarded':
      return [
        `The backend gets the header Origin: ${hint.origin}, and may refuse by a list of its own, where curl and servers get through. Then list it there too, or delete Origin after the <cors>: <set-header name="Origin" exists-action="delete" />.`,
      ];
    case 'portal-cors':
      return [
        `${hint.place.path}:${hint.place.line} ${hint.sign === 'origin' ? 'is' : 'has the shape of'} what "Enable CORS" of the developer portal writes: it is there for the portal's test console${hint.forPortal === undefined ? ', and lists no app.' : `. ${hint.forPortal} is named as a portal is: what its console needs belongs in this <cors>, for every API.`}`,
      ];
    case 'refused-early':
      return refusedWords(hint);
    case 'backend-headers':
      return backendWords(hint);
    case 'redirected':
      return redirectWords(hint.to);
    case 'preflight-redirected':
      return [
        hint.by === 'backend'
          ? `An operation takes OPTIONS at this URL and hands preflights to the backend, which answers with a redirect (to a sign-in page, say). Browsers follow none at preflight: ${hint.hasCors ? 'delete that operation, and the <cors> answers' : 'a <cors>, which is missing here, answers in place of the backend'}.`
          : 'No policy redirects a preflight, and a <cors> answers one before the backend is asked: what stands in front of the gateway redirects it (http to https, a missing slash, a sign-in page). Call the address that it leads to, or let OPTIONS through there.',
      ];
    case 'preflight-refused':
      return [
        `No policy answers a preflight with ${hint.status}, and a <cors> answers one before anything else runs: ${
          hint.status < 500
            ? 'what stands in front of the gateway refused it (a firewall, Front Door, Application Gateway, a sign-in). Let OPTIONS through there: a preflight never carries a key or a token.'
            : 'the gateway, or what stands in front of it, was out of order. Once that is over the policies decide again.'
        }`,
      ];
    case 'options-operation':
      return [
        `Operation '${hint.operation}' of API '${hint.api}' takes OPTIONS: preflights run through its policies and its key check like any request, and a browser sends no key with them. ${hint.hasCors ? 'Delete it (where code or a specification defines it, there), and the <cors> answers preflights by itself.' : 'No <cors> stands here: write one, which answers preflights by itself; then nothing needs this operation.'}`,
      ];
    case 'key-check':
      return keyCheckWords(hint);
    case 'origin-check':
      return originCheckWords(hint);
    case 'version-in-header':
      if (hint.isNotFound === true)
        return [
          `The version stands in the header ${hint.name}, which no preflight carries, and this gateway answers a preflight without it with 404, whatever the policies list. Put the version into the path or the query.`,
        ];
      return [
        `The version stands in the header ${hint.name}, which no preflight carries: the API's own policies are not asked, and only the global one can answer (${hint.path ?? 'not in these files'}). List the origin in a <cors> there, for every API, or put the version into the path or the query.`,
      ];
    case 'own-policy':
      return ownPolicyWords(hint);
    case 'http-alone':
    case 'ask-owner':
      return ownerWords(hint);
  }
}

/** What deploys a policy, by the language in which the API is declared. */
const deployedAs: Readonly<Partial<Record<FileLanguage, string>>> = {
  terraform: 'as the xml_content of an azurerm_api_management_api_policy',
  bicep: "as the value of a Microsoft.ApiManagement/service/apis/policies resource named 'policy'",
  json: 'in the template, as the value of a resource of type Microsoft.ApiManagement/service/apis/policies',
};

function ownPolicyWords({ api, declared, effect }: Extract<Hint, { code: 'own-policy' }>): readonly string[] {
  const as = deployedAs[languageOf(declared) ?? 'xml'];
  const how = as === undefined ? 'at the scope of the API' : `${as}, beside the API itself (${declared})`;
  const told = `API '${api}' has no policy of its own in these files. With this one the request is allowed: write it ${how}.`;
  return [told, wholePhrase(effectPhrase(effect))];
}

function refusedWords({ refusers, status }: Extract<Hint, { code: 'refused-early' }>): readonly string[] {
  const names = refusers.map(({ name, path, line }) => `${name} (${path}:${line})`);
  const seen = status === null ? '' : ` with ${status}`;
  const one = names.length === 1;
  return [
    `${listingInWords(names, 5)} ${one ? 'stands' : 'stand'} above the <cors>: ${one ? 'it' : 'one of them'} refused the request${seen} before any <cors> ran, so the refusal has no CORS headers, and the browser hides it behind this message.`,
    `Put the <cors> above ${one ? 'it' : 'them'}: then the page can read the refusal, and say what is wrong (a token, a quota, a header). What it refuses stays refused.`,
  ];
}

function backendWords({ value, own }: Extract<Hint, { code: 'backend-headers' }>): readonly string[] {
  const shown = value.length > 200 ? `${value.slice(0, 199)}…` : value;
  const several = /[\s,]/.test(value);
  if (own !== null && several) {
    return [
      `The answer says '${shown}', and no policy writes that: the <cors> writes ${own}, and the backend sends an Access-Control-Allow-Origin of its own beside it. Take it out there (its CORS middleware or platform setting): one of the two must do it, and the <cors> answers preflights.`,
    ];
  }
  const wrote = own === null ? 'no policy that runs here writes the header' : `the <cors> writes ${own}`;
  return [
    several
      ? `The answer says '${shown}', and ${wrote}: the backend sends Access-Control-Allow-Origin, more than once. Let one place write it there, or take it out there and let a <cors> do it.`
      : `The answer says '${shown}', and ${wrote}: the backend, or a cache in front of it, sends Access-Control-Allow-Origin for another origin than this page's. Take it out there and let a <cors> do it, or list this page there.`,
    'Another <cors> alone is one writer more.',
  ];
}

function redirectWords(to: string): readonly string[] {
  const host = URL.canParse(to) ? new URL(to).origin : to;
  const shown = host.length > 200 ? `${host.slice(0, 199)}…` : host;
  return [
    `The gateway's answer was a redirect of the backend, and the browser followed it: ${shown} is what did not let the page in. No policy of the gateway answers for that host.`,
    'Let the backend answer by itself: it mostly redirects because it does not know the name it is called by (its public address, https behind a proxy), or wants a sign-in, where an API has to answer 401. Else rewrite Location in <outbound> to the gateway’s address.',
    'To allow the page there is seldom a way: after such a redirect browsers send Origin: null.',
  ];
}

/** For a navigation that a `<cors>` ends. */
const wayOut =
  'To let it through, list the origin in a <cors> of the operation’s own policy, above <base />, or write terminate-unmatched-request="false" on each <cors> that ends it.';

function navigationWords(method: string, namesOrigin: boolean, outcome: AsNavigation): readonly string[] {
  const what = method === 'POST' ? 'A form post is a navigation' : 'A link, a redirect or a download is a navigation';
  const first = `${what}: no browser checks it against CORS, and what comes back is shown.`;
  if (!namesOrigin) return [first, `It carries no Origin, so no <cors> has a part in it. ${gatewayWords(outcome)}`];
  const isEnded = outcome.decidedBy !== null && outcome.backendCalled === false;
  return [first, gatewayWords(outcome), ...(isEnded ? [wayOut] : [])];
}

/** The gateway's treatment of a navigation, in a sentence or two. */
function gatewayWords({ verdict, status, backendCalled, decidedBy, endedIf }: AsNavigation): string {
  const where = decidedBy === null ? '' : ` (${decidedBy.path}:${decidedBy.line})`;
  if (verdict === 'allowed') return 'The gateway lets it through to the backend.';
  if (verdict === 'blocked' && status === 200 && backendCalled === false) {
    return `The gateway ends it all the same: the <cors> that does not list the origin${where} answers with an empty 200, and the backend is not called.`;
  }
  if (verdict === 'blocked')
    return `The gateway ends it with ${status === null ? 'an answer of its own' : status}${where}, and the backend is not called.`;
  const [first] = endedIf;
  if (first === undefined || first.length === 0) return 'Whether the gateway lets it through is not known.';
  return `The gateway ends it with an empty 200, and the backend is not called, if ${saysAll(first)}${where}; otherwise it goes through.`;
}

import type { Api, Operation } from '../apim/service.js';

/** What speaks for an operation that other sites' forms are posted to. */
export interface FormSign {
  /** `name`: ids and URLs of SAML, WS-Federation and OpenID Connect say so; `both`: a form by its specification, and a callback by its name. */
  readonly by: 'name' | 'both' | 'specification' | 'callback';
  /** The words of its name or the media type, for the sentence. */
  readonly seen: string;
}

/**
 * Whether an operation takes posts of forms from other sites, as far as its name and its specification tell; null: nothing speaks for it. One
 * that takes JSON is called by scripts. Webhooks come from servers, which send no Origin.
 */
export function formSignOf(api: Api, operation: Operation): FormSign | null {
  const form = operation.takesForm ?? null;
  if (operation.method !== 'POST' || (operation.takesJson && form === null)) return null;
  const words = wordsOf(`${operation.id} ${operation.urlTemplate ?? ''}`);
  const protocol = protocols.find((names) => names.every((name) => words.has(name)));
  if (protocol !== undefined) return { by: 'name', seen: protocol.join('-') };
  const back = returns.find((word) => words.has(word));
  const context = back === undefined ? undefined : sites.find((word) => words.has(word) || wordsOf(`${api.id} ${api.path ?? ''}`).has(word));
  const called = back === undefined || context === undefined ? null : `${context}-${back}`;
  if (called !== null) return form === null ? { by: 'callback', seen: called } : { by: 'both', seen: called };
  // A file upload is mostly a page's own script.
  return form === 'urlencoded' ? { by: 'specification', seen: 'application/x-www-form-urlencoded' } : null;
}

/** Endpoints whose protocol has the browser post a form: SAML's POST binding, WS-Federation, OpenID Connect's form_post. */
const protocols: readonly (readonly string[])[] = [
  ['saml'],
  ['saml2'],
  ['acs'],
  ['postacs'],
  ['assertion', 'consumer'],
  ['wsfed'],
  ['wsfederation'],
  ['signin', 'oidc'],
  ['form', 'post'],
];
/** Ways back to the one who sent the visitor away, and where the visitor was sent. */
const returns: readonly string[] = ['callback', 'return', 'returnurl', 'complete', 'termurl', 'redirect'];
const sites: readonly string[] = 'login signin sso oauth oauth2 oidc openid payment payments pay checkout 3ds threeds pos'.split(' ');

/** The words of ids and paths: `postACS`, `post-acs` and `/saml/acs` are read alike. */
function wordsOf(text: string): ReadonlySet<string> {
  const spaced = text.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2');
  return new Set(spaced.toLowerCase().split(/[^a-z0-9]+/));
}

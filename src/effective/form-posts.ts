import type { Api, Operation } from '../apim/service.js';

/** Evidence that other sites' forms are posted to an operation. */
export interface FormSign {
  /** `name`: by ids and URLs as in SAML, WS-Federation and OpenID Connect; `both`: its specification takes a form, and its name is that of a callback. */
  readonly by: 'name' | 'both' | 'specification' | 'callback';
  /** The words of its name, or the media type, for the sentence. */
  readonly seen: string;
}

/**
 * Whether an operation takes form posts from other sites, by its name and specification; null: no evidence. Scripts call one that takes JSON. Webhooks come
 * from servers, which send no Origin.
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
  // File uploads mostly come from a page's own script.
  return form === 'urlencoded' ? { by: 'specification', seen: 'application/x-www-form-urlencoded' } : null;
}

/** Endpoints to which a protocol has browsers post a form: SAML's POST binding, WS-Federation, OpenID Connect's form_post. */
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
/** Words for callbacks, and words for services that send visitors back. */
const returns: readonly string[] = ['callback', 'return', 'returnurl', 'complete', 'termurl', 'redirect'];
const sites: readonly string[] = 'login signin sso oauth oauth2 oidc openid payment payments pay checkout 3ds threeds pos'.split(' ');

/** The words of ids and paths: `postACS`, `post-acs` and `/saml/acs` give the same words. */
function wordsOf(text: string): ReadonlySet<string> {
  const spaced = text.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2');
  return new Set(spaced.toLowerCase().split(/[^a-z0-9]+/));
}

/** A page or thread that supports a fact. */
export interface Source {
  readonly title: string;
  readonly url: string;
}

/** Microsoft Learn, API Management cors policy. */
export const corsPolicyPage: Source = {
  title: 'Microsoft Learn, API Management cors policy',
  url: 'https://learn.microsoft.com/azure/api-management/cors-policy',
};
/** Microsoft Learn, How to set or edit policies (scopes and base). */
export const scopesPage: Source = {
  title: 'Microsoft Learn, How to set or edit policies (scopes and base)',
  url: 'https://learn.microsoft.com/azure/api-management/set-edit-policies',
};
/** Microsoft Learn, Azure service limits (API Management). */
export const limitsPage: Source = {
  title: 'Microsoft Learn, Azure service limits (API Management)',
  url: 'https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits',
};
/** Microsoft Learn, Enable CORS for the developer portal. */
export const portalPage: Source = {
  title: 'Microsoft Learn, Enable CORS for the developer portal',
  url: 'https://learn.microsoft.com/azure/api-management/enable-cors-developer-portal',
};
/** Microsoft Learn, built-in Azure Policy definitions for API Management. */
export const azurePolicyPage: Source = {
  title: 'Microsoft Learn, built-in Azure Policy definitions for API Management',
  url: 'https://learn.microsoft.com/azure/api-management/policy-reference',
};
/** Microsoft Learn, API Management return-response policy. */
export const returnResponsePage: Source = {
  title: 'Microsoft Learn, API Management return-response policy',
  url: 'https://learn.microsoft.com/azure/api-management/return-response-policy',
};
/** Microsoft Learn, API Management jsonp policy. */
export const jsonpPage: Source = {
  title: 'Microsoft Learn, API Management jsonp policy',
  url: 'https://learn.microsoft.com/azure/api-management/jsonp-policy',
};
/** Microsoft Learn, API Management cross-domain policy. */
export const crossDomainPage: Source = {
  title: 'Microsoft Learn, API Management cross-domain policy',
  url: 'https://learn.microsoft.com/azure/api-management/cross-domain-policy',
};
/** Microsoft Learn, Named values in API Management policies. */
export const namedValuesPage: Source = {
  title: 'Microsoft Learn, Named values in API Management policies',
  url: 'https://learn.microsoft.com/azure/api-management/api-management-howto-properties',
};
/** Microsoft Learn, API Management policy expressions. */
export const expressionsPage: Source = {
  title: 'Microsoft Learn, API Management policy expressions',
  url: 'https://learn.microsoft.com/azure/api-management/api-management-policy-expressions',
};
/** azure-docs pull request 127474, which changed the documented default. */
export const defaultChangePage: Source = {
  title: 'azure-docs pull request 127474, which changed the documented default',
  url: 'https://github.com/MicrosoftDocs/azure-docs/pull/127474',
};
/** developer portal issue 2690, the error on saving an origin that is not one. */
export const originErrorPage: Source = {
  title: 'developer portal issue 2690, the error on saving an origin that is not one',
  url: 'https://github.com/Azure/api-management-developer-portal/issues/2690',
};
/** Fetch standard, CORS protocol. */
export const fetchStandard: Source = { title: 'Fetch standard, CORS protocol', url: 'https://fetch.spec.whatwg.org/#http-cors-protocol' };
/** Fetch standard, methods. */
export const fetchMethods: Source = { title: 'Fetch standard, methods', url: 'https://fetch.spec.whatwg.org/#concept-method-normalize' };
/** HTML standard, serialisation of an origin. */
export const originSerialisation: Source = {
  title: 'HTML standard, serialisation of an origin',
  url: 'https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin',
};
/** APIOps, artifact format. */
export const artifactsPage: Source = { title: 'APIOps, artifact format', url: 'https://github.com/Azure/apiops' };
/** Microsoft Learn, Subscriptions in API Management (which policies a key brings in). */
export const productKeysPage: Source = {
  title: 'Microsoft Learn, Subscriptions in API Management (which policies a key brings in)',
  url: 'https://learn.microsoft.com/azure/api-management/api-management-subscriptions',
};
/** Microsoft Learn, Versions in API Management. */
export const versionsPage: Source = {
  title: 'Microsoft Learn, Versions in API Management',
  url: 'https://learn.microsoft.com/azure/api-management/api-management-versions',
};
/** Microsoft Learn, Error handling in API Management policies. */
export const errorHandlingPage: Source = {
  title: 'Microsoft Learn, Error handling in API Management policies',
  url: 'https://learn.microsoft.com/azure/api-management/api-management-error-handling-policies',
};
/** Microsoft Learn, API Management set-header policy. */
export const setHeaderPage: Source = {
  title: 'Microsoft Learn, API Management set-header policy',
  url: 'https://learn.microsoft.com/azure/api-management/set-header-policy',
};
/** Microsoft Learn, API Management check-header policy. */
export const checkHeaderPage: Source = {
  title: 'Microsoft Learn, API Management check-header policy',
  url: 'https://learn.microsoft.com/azure/api-management/check-header-policy',
};
/** Microsoft Learn, API Management cache-lookup policy. */
export const cacheLookupPage: Source = {
  title: 'Microsoft Learn, API Management cache-lookup policy',
  url: 'https://learn.microsoft.com/azure/api-management/cache-lookup-policy',
};
/** Microsoft Learn, API Management cache-store policy. */
export const cacheStorePage: Source = {
  title: 'Microsoft Learn, API Management cache-store policy',
  url: 'https://learn.microsoft.com/azure/api-management/cache-store-policy',
};
/** Fetch standard, CORS protocol and HTTP caches. */
export const fetchCaches: Source = {
  title: 'Fetch standard, CORS protocol and HTTP caches',
  url: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches',
};
/** OWASP, Cross-Site Request Forgery Prevention Cheat Sheet. */
export const forgeryPage: Source = {
  title: 'OWASP, Cross-Site Request Forgery Prevention Cheat Sheet',
  url: 'https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html',
};
/** Microsoft Learn, API Management validate-jwt policy. */
export const validateJwtPage: Source = {
  title: 'Microsoft Learn, API Management validate-jwt policy',
  url: 'https://learn.microsoft.com/azure/api-management/validate-jwt-policy',
};
/** Microsoft Learn, Reuse policy configurations (policy fragments). */
export const fragmentsPage: Source = {
  title: 'Microsoft Learn, Reuse policy configurations in your API Management policy definitions',
  url: 'https://learn.microsoft.com/azure/api-management/policy-fragments',
};
/** azure-docs issue 94507, preflights answered 404 with <cors> in a policy fragment. */
export const fragmentPreflightIssue: Source = {
  title: 'azure-docs issue 94507, preflights answered 404 with <cors> in a policy fragment',
  url: 'https://github.com/MicrosoftDocs/azure-docs/issues/94507',
};
/** azure-docs issue 111058, an <inbound> inside an <inbound> is refused on saving. */
export const nestedSectionIssue: Source = {
  title: 'azure-docs issue 111058, an <inbound> inside an <inbound> is refused on saving',
  url: 'https://github.com/MicrosoftDocs/azure-docs/issues/111058',
};
/** developer portal issue 2202, refusals of a key without CORS headers when <cors> is in a policy fragment. */
export const fragmentKeyIssue: Source = {
  title: 'developer portal issue 2202, refusals of a key without CORS headers when <cors> is in a policy fragment',
  url: 'https://github.com/Azure/api-management-developer-portal/issues/2202',
};
/** azure-docs issue 31889, errors of the gateway without CORS headers. */
export const errorBeforeCorsIssue: Source = {
  title: 'azure-docs issue 31889, errors of the gateway without CORS headers',
  url: 'https://github.com/MicrosoftDocs/azure-docs/issues/31889',
};
/** Fetch standard, CORS-safelisted request-header. */
export const fetchSafelist: Source = {
  title: 'Fetch standard, CORS-safelisted request-header',
  url: 'https://fetch.spec.whatwg.org/#cors-safelisted-request-header',
};
/** Fetch standard, CORS non-wildcard request-header name. */
export const fetchNonWildcard: Source = {
  title: 'Fetch standard, CORS non-wildcard request-header name',
  url: 'https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name',
};
/** MDN, Access-Control-Max-Age. */
export const maxAgePage: Source = {
  title: 'MDN, Access-Control-Max-Age',
  url: 'https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Access-Control-Max-Age',
};
/** CWE-942, Permissive cross-domain policy with untrusted domains. */
export const originReflectionPage: Source = {
  title: 'CWE-942, Permissive cross-domain policy with untrusted domains',
  url: 'https://cwe.mitre.org/data/definitions/942.html',
};
/** Fetch standard, append a request Origin header (which requests name their origin). */
export const fetchNavigations: Source = {
  title: 'Fetch standard, append a request Origin header (which requests name their origin)',
  url: 'https://fetch.spec.whatwg.org/#append-a-request-origin-header',
};
/** selfcare, a commit that gives the form post of a sign-in page a <cors> of its own. */
export const formPostChange: Source = {
  title: 'selfcare, a commit that gives the form post of a sign-in page a <cors> of its own',
  url: 'https://github.com/pagopa/selfcare/commit/40f1fb3b5e4be0bdab426ee15a9c938338ecda00',
};
/** Fetch standard, forbidden request-header. */
export const fetchForbiddenNames: Source = {
  title: 'Fetch standard, forbidden request-header',
  url: 'https://fetch.spec.whatwg.org/#forbidden-request-header',
};
/** Fetch standard, forbidden response-header name. */
export const forbiddenResponseHeaders: Source = {
  title: 'Fetch standard, forbidden response-header name',
  url: 'https://fetch.spec.whatwg.org/#forbidden-response-header-name',
};
/** Microsoft Learn, Work with user identities in App Service authentication (the headers it writes). */
export const principalHeaders: Source = {
  title: 'Microsoft Learn, Work with user identities in App Service authentication',
  url: 'https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities',
};
/** RFC 7239, Forwarded HTTP extension (security considerations). */
export const forwardedHeader: Source = {
  title: 'RFC 7239, Forwarded HTTP extension, security considerations',
  url: 'https://www.rfc-editor.org/rfc/rfc7239#section-8',
};
/** PortSwigger, Cross-origin resource sharing (origins that others can be). */
export const portSwigger: Source = {
  title: 'PortSwigger, Cross-origin resource sharing (CORS)',
  url: 'https://portswigger.net/web-security/cors',
};
/** jub0bs/cors, a library that refuses insecure configurations. */
export const jubCors: Source = { title: 'jub0bs/cors, which configurations it refuses', url: 'https://github.com/jub0bs/cors' };
/** The public suffix list. */
export const publicSuffixes: Source = { title: 'Public suffix list', url: 'https://publicsuffix.org/' };
/** Microsoft Learn, Prevent dangling DNS entries and avoid subdomain takeover. */
export const takeoverPage: Source = {
  title: 'Microsoft Learn, Prevent dangling DNS entries and avoid subdomain takeover',
  url: 'https://learn.microsoft.com/azure/security/fundamentals/subdomain-takeover',
};
/** RFC 6761, Special-use domain names. */
export const reservedNames: Source = { title: 'RFC 6761, Special-use domain names', url: 'https://www.rfc-editor.org/rfc/rfc6761' };
/** PSRule for Azure, Azure.APIM.CORSPolicy. */
export const psRulePage: Source = {
  title: 'PSRule for Azure, Azure.APIM.CORSPolicy',
  url: 'https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.APIM.CORSPolicy/',
};

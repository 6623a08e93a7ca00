import type { Source } from './rule.js';

export const corsPolicyPage: Source = {
  title: 'Microsoft Learn, API Management cors policy',
  url: 'https://learn.microsoft.com/azure/api-management/cors-policy',
};
export const scopesPage: Source = {
  title: 'Microsoft Learn, How to set or edit policies (scopes and base)',
  url: 'https://learn.microsoft.com/azure/api-management/set-edit-policies',
};
export const portalPage: Source = {
  title: 'Microsoft Learn, Enable CORS for the developer portal',
  url: 'https://learn.microsoft.com/azure/api-management/enable-cors-developer-portal',
};
export const namedValuesPage: Source = {
  title: 'Microsoft Learn, Named values in API Management policies',
  url: 'https://learn.microsoft.com/azure/api-management/api-management-howto-properties',
};
export const expressionsPage: Source = {
  title: 'Microsoft Learn, API Management policy expressions',
  url: 'https://learn.microsoft.com/azure/api-management/api-management-policy-expressions',
};
export const defaultChangePage: Source = {
  title: 'azure-docs pull request 127474, which changed the documented default',
  url: 'https://github.com/MicrosoftDocs/azure-docs/pull/127474',
};
export const originErrorPage: Source = {
  title: 'developer portal issue 2690, the error on saving an origin that is not one',
  url: 'https://github.com/Azure/api-management-developer-portal/issues/2690',
};
export const fetchStandard: Source = { title: 'Fetch standard, CORS protocol', url: 'https://fetch.spec.whatwg.org/#http-cors-protocol' };
export const fetchMethods: Source = { title: 'Fetch standard, methods', url: 'https://fetch.spec.whatwg.org/#concept-method-normalize' };
export const originSerialisation: Source = {
  title: 'HTML standard, serialisation of an origin',
  url: 'https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin',
};
export const artifactsPage: Source = { title: 'APIOps, artifact format', url: 'https://github.com/Azure/apiops' };

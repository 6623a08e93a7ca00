import { bareApi } from '../../src/apim/bare-service.js';
import type { Api, Operation } from '../../src/apim/service.js';
import { formSignOf } from '../../src/effective/form-posts.js';

/** What speaks for an operation that other sites' forms are posted to: conservative, for most POSTs are a script's. */

const api = (id: string, path: string): Api => ({ ...bareApi(id, null, null), path, operationsKnown: true });
const shop = api('shop', 'shop/v1');
const post = (id: string, urlTemplate: string, takesForm: Operation['takesForm'] = null): Operation => ({
  id,
  method: 'POST',
  urlTemplate,
  takesJson: false,
  takesForm: takesForm ?? null,
  policy: null,
});

test.each<[string, Api, Operation, string | null]>([
  ['SAML, by its path', shop, post('login', '/saml/acs'), 'name'],
  ['SAML, by an id in camels', shop, post('postACS', '/x'), 'name'],
  ['SAML 2, in one word', shop, post('op', '/auth/saml2'), 'name'],
  ['an assertion consumer', shop, post('AssertionConsumerService', '/x'), 'name'],
  ['OpenID Connect', shop, post('op', '/signin-oidc'), 'name'],
  ['a form_post', shop, post('op', '/oauth/form_post'), 'name'],
  ['a sign-in callback that takes a form', shop, post('loginCallback', '/x', 'urlencoded'), 'both'],
  ['a payment return that takes a form', shop, post('op', '/payments/{id}/return', 'multipart'), 'both'],
  ['a return of the payment API', api('payment-gateway', 'pay'), post('op', '/return', 'urlencoded'), 'both'],
  ['3-D Secure, of which no type is told', shop, post('3ds-return', '/x'), 'callback'],
  ['a form by its specification', shop, post('op', '/contact', 'urlencoded'), 'specification'],
  ['a file upload', shop, post('upload', '/files', 'multipart'), null],
  ['a webhook', shop, post('payment-webhook', '/webhooks/payments'), null],
  ['a return of goods', shop, post('create-return', '/returns'), null],
  ['a login by a script', shop, post('login', '/login'), null],
  ['samples, which only begin like it', shop, post('create-sample', '/samples'), null],
  ['access, which only holds it', shop, post('grant-access', '/access'), null],
  ['JSON', shop, { ...post('samlLogin', '/saml'), takesJson: true }, null],
  ['a GET', shop, { ...post('op', '/saml/acs'), method: 'GET' }, null],
])('%s', (_, one, operation, by) => {
  expect(formSignOf(one, operation)?.by ?? null).toBe(by);
});

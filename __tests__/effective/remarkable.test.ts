import { readPolicy } from '../../src/apim/read-policy.js';
import { isPlain } from '../../src/effective/scoped-documents.js';

const around = (inbound: string, outbound = '<base />'): string =>
  `<policies><inbound>${inbound}</inbound><backend><base /></backend><outbound>${outbound}</outbound><on-error><base /></on-error></policies>`;

const cors = '<cors><allowed-origins><origin>https://a.example</origin></allowed-origins></cors>';

test.each([
  ['inherits', '<base />', true],
  ['sets a header', '<base /><set-header name="X-A"><value>a</value></set-header>', true],
  ['sets a variable', '<base /><set-variable name="a" value="@(context.Request.Url.Path)" />', true],
  ['checks nothing about callers', '<base /><rate-limit calls="5" renewal-period="60" />', true],
  ['holds a cors', `${cors}<base />`, false],
  ['holds a cors in a choose', `<choose><when condition="@(true)">${cors}</when></choose><base />`, false],
  ['includes a fragment', '<include-fragment fragment-id="a" /><base />', false],
  ['includes a fragment in a choose', '<choose><when condition="@(true)"><include-fragment fragment-id="a" /></when></choose><base />', false],
  ['checks callers', '<base /><validate-jwt header-name="Authorization" />', false],
  ['filters addresses in a choose', '<base /><choose><when condition="@(true)"><ip-filter action="allow" /></when></choose>', false],
  ['runs a limit inside', '<base /><retry condition="@(true)" count="1" interval="1"><rate-limit calls="5" renewal-period="60" /></retry>', false],
  ['answers', '<base /><return-response />', false],
  ['may answer', '<base /><choose><when condition="@(true)"><mock-response /></when></choose>', false],
  ['takes the origin away', '<set-header name="Origin" exists-action="delete" /><base />', false],
  ['writes a header of CORS', '<base /><set-header name="Access-Control-Allow-Origin"><value>*</value></set-header>', false],
  ['stores answers', '<base /><cache-lookup vary-by-developer="false" vary-by-developer-groups="false" />', false],
  ['holds a section in a section', '<base /><inbound />', false],
  ['has text where none belongs', '<base />text', false],
  ['has a name in capital letters', '<base /><CORS />', false],
  ['has a comment to us', '<!-- apim-cors-ignore wildcard-origin: why --><base />', false],
])('a policy that %s is plain: %#', (_, inbound, expected) => {
  const file = readPolicy('policy.xml', 'id', around(inbound));
  expect(file.ok && isPlain(file.document)).toBe(expected);
});

import { readPolicy } from '../../src/apim/read-policy.js';
import { policySaying } from '../../src/contracts/same-saying.js';
import { answersSoFar } from '../../src/cors/worlds.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { check, type Checked } from './checked.js';

/** Policies that say the same are worked out once for all clauses, and only those that do. */

const app = 'https://app.contoso.com';
const saying = (text: string): string | null => policySaying(readPolicy('policy.xml', 'id', Buffer.from(text)));
const own = policy([...cors({ origins: [app] }), '<base />']);
const inbound = (line: string): string => own.replace('<inbound>', `<inbound>\n${line}`);

test.each<[fact: string, text: string]>([
  ['comments', inbound('<!-- the shop -->')],
  ['white space', own.replace(/\n\s*/g, '\n\t')],
  [
    'policies that end no request',
    inbound('<set-header name="x-api" exists-action="override"><value>a</value></set-header><rate-limit calls="1" />'),
  ],
  ['what is done with answers', own.replace('<outbound>', '<outbound><set-header name="x-b" exists-action="delete" />')],
])('a policy says the same with other %s', (_, text) => {
  expect(text).not.toBe(own);
  expect([saying(own), saying(text)]).toEqual([expect.any(String), saying(own)]);
});

test.each<[fact: string, text: string]>([
  ['another origin', own.replace(app, 'https://shop.contoso.com')],
  ['one origin more', policy([...cors({ origins: [app, 'https://shop.contoso.com'] }), '<base />'])],
  ['another place of <base />', policy(['<base />', ...cors({ origins: [app] })])],
  ['a second <cors>', policy([...cors({ origins: [app] }), ...cors({ origins: [app] }), '<base />'])],
  ['credentials', policy([...cors({ origins: [app], attributes: ' allow-credentials="true"' }), '<base />'])],
  ['no <cors>', policy(['<base />'])],
])('a policy says something else with %s', (_, text) => {
  expect(saying(text)).toEqual(expect.any(String));
  expect(saying(text)).not.toBe(saying(own));
});

test.each<[fact: string, text: string]>([
  ['what checks requests', inbound('<check-header name="x" failed-check-httpcode="401" />')],
  ['what may answer by itself', inbound('<choose><when condition="@(true)"><return-response /></when></choose>')],
  ['a fragment', inbound('<include-fragment fragment-id="browsers" />')],
  ['a <cors> under a condition', inbound('<choose><when condition="@(true)"><cors /></when></choose>')],
  ['headers of CORS', own.replace('<outbound>', '<outbound><set-header name="Access-Control-Allow-Origin"><value>*</value></set-header>')],
  [
    'an outbound section that inherits nothing',
    own.replace(/<outbound>[^]*<\/outbound>/, '<outbound><set-status code="200" reason="OK" /></outbound>'),
  ],
  ['answers to errors', own.replace('<on-error>', '<on-error><set-status code="200" reason="OK" />')],
  ['text among its elements', inbound('text')],
  ['a <cors> outside every section', own.replace('<inbound>', '<cors /><inbound>')],
  ['no <inbound>', own.replace(/<inbound>[^]*<\/inbound>/, '')],
  ['what cannot be read', own.replace('</inbound>', '')],
])('a policy is like itself alone with %s', (_, text) => {
  expect(text).not.toBe(own);
  expect(saying(text)).toBeNull();
});

/** A service of so many APIs, every second with the same policy. */
function service(apis: number): Checked['files'] {
  const files: Record<string, string> = { 'apimartifacts/policy.xml': policy([]) };
  for (let at = 0; at < apis; at += 1) {
    const api = `apimartifacts/apis/a${at}`;
    files[`${api}/apiInformation.json`] = JSON.stringify({ properties: { path: `a${at}` } });
    files[`${api}/operations/get/operationInformation.json`] = JSON.stringify({ properties: { method: 'GET', urlTemplate: '/' } });
    files[`${api}/policy.xml`] = at % 2 === 0 ? own : policy(['<base />']);
  }
  return files;
}

const contracts = [
  'contracts:',
  `  - { name: a, allow: "${app}", call: "GET /a0/**" }`,
  `  - { name: b, only: "${app}", call: "*" }`,
  '  - { name: c, deny: "http://localhost:*", call: "*" }',
  `  - { name: d, deny: "${app}", call: "GET /**" }`,
].join('\n');

test('a hundred APIs with the same policy are as much work as two, and the first that breaks a clause shows it', async () => {
  const work = async (apis: number): Promise<readonly unknown[]> => {
    const before = answersSoFar();
    const results = await check({ files: service(apis), contracts });
    return [answersSoFar() - before, results.map(({ result, counterexample }) => [result, counterexample?.url])];
  };
  const few = await work(2);
  expect(few).toEqual([
    expect.any(Number),
    [
      ['kept', undefined],
      ['kept', undefined],
      ['kept', undefined],
      ['broken', '/a0/'],
    ],
  ]);
  expect(few[0]).toBeGreaterThan(0);
  expect(await work(100)).toEqual(few);
});

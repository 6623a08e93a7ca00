import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractsSchemaText } from '../../src/config/contracts-schema.js';
import { readContracts } from '../../src/contracts/read-contracts.js';
import { contractProblemText } from '../../src/report/sentences/contract-problems.js';
import { problemsOf } from '../../src/config/problems.js';
import { clausesOf } from './checked.js';

function problems(text: string): readonly string[] {
  const read = readContracts(text, 'c.yml');
  return read.ok ? [] : problemsOf(read.path, read.problems.map(contractProblemText)).message.split('\n');
}

const entry = (rest: string): string => `apps:\n  shop: https://shop.contoso.com\ncontracts:\n  - { name: one, ${rest} }\n`;

test('a whole file', () => {
  const { clauses } = clausesOf(
    [
      'apps:',
      '  shop: https://shop.contoso.com/',
      '  backoffice: [https://admin.contoso.com, http://localhost:4200]',
      'contracts:',
      '  - name: the shop changes orders',
      '    allow: [shop, backoffice]',
      '    call: ["get,PUT /orders/{id}", { api: orders, operation: list }]',
      '    headers: [Content-Type]',
      '    credentials: include',
      '    key: header',
      '  - name: no machine of a developer',
      '    deny: "http://localhost:*"',
      '    call: "*"',
      '    environments: [prod]',
    ].join('\n'),
  );
  expect(clauses).toMatchObject([
    {
      name: 'the shop changes orders',
      line: 5,
      promise: 'allow',
      origins: [{ origin: 'https://shop.contoso.com' }, { origin: 'https://admin.contoso.com' }, { origin: 'http://localhost:4200' }],
      call: [
        { kind: 'path', methods: new Set(['GET', 'PUT']), segments: ['orders', '{id}'] },
        { kind: 'api', api: 'orders', operation: 'list' },
      ],
      headers: ['content-type'],
      credentials: 'include',
      key: 'header',
      environments: null,
    },
    {
      line: 11,
      promise: 'deny',
      origins: [{ kind: 'pattern', host: 'localhost', port: '*' }],
      call: [{ kind: 'all' }],
      environments: [{ name: 'prod', line: 14 }],
    },
  ]);
});

test.each<[string, string, readonly string[]]>([
  ['an empty file', '', ['c.yml: it is empty: write contracts, each with name, call, and one of allow, only or deny']],
  ['a file of comments', '# nothing\n', ['c.yml: it is empty: write contracts, each with name, call, and one of allow, only or deny']],
  ['no contracts', 'apps: { a: https://a.example }', ["c.yml: 'contracts' is missing (line 1)"]],
  ['an empty list', 'contracts: []', ["c.yml: 'contracts' is empty (line 1)"]],
  ['an unknown key', entry('allow: shop, call: "*", header: [a]'), ["c.yml: unknown key 'header' (line 4); did you mean 'headers'?"]],
  [
    'an unknown key of a call',
    entry('allow: shop, call: { api: orders, op: x }'),
    ["c.yml: unknown key 'op' (line 4); known: api, operation, workspace"],
  ],
  [
    'an unknown key at the top',
    'contract: []\ncontracts: [{ name: n, deny: "*", call: "*" }]',
    ["c.yml: unknown key 'contract' (line 1); did you mean 'contracts'?"],
  ],
  ['nothing promised', entry('call: "*"'), ["c.yml: contract 'one' (line 4) says nothing; write one of allow, only or deny"]],
  [
    'two promises',
    entry('allow: shop, deny: "*", call: "*"'),
    ["c.yml: contract 'one' (line 4) has allow and deny; write one of allow, only or deny"],
  ],
  ['an unknown app', entry('allow: shopp, call: "*"'), ["c.yml: there is no app 'shopp' (line 4); did you mean 'shop'?"]],
  [
    'no origin',
    entry('allow: "https://*.contoso.com/x", call: "*"'),
    ["c.yml: 'https://*.contoso.com/x' (line 4) is no origin; write scheme, host and port as in https://app.contoso.com:8443"],
  ],
  [
    'a pattern under allow',
    entry('allow: "https://*.contoso.com", call: "*"'),
    ["c.yml: allow takes apps and origins only, not 'https://*.contoso.com' (line 4); list each origin"],
  ],
  [
    'a star in the middle',
    entry('deny: "https://a.*.contoso.com", call: "*"'),
    [
      "c.yml: 'https://a.*.contoso.com' (line 4) is no origin; write scheme, host and port as in https://app.contoso.com:8443, or a pattern such as https://*.contoso.com or http://localhost:*",
    ],
  ],
  [
    'no call',
    entry('allow: shop, call: orders'),
    ['c.yml: \'orders\' (line 4) is no call; write "GET,PUT /orders/{id}", "* /orders/**", * or { api: orders }'],
  ],
  [
    'a call of the wrong kind',
    entry('allow: shop, call: 5'),
    ['c.yml: \'call\' cannot be this (line 4); write "METHODS PATH", * or a map with api, one or a list of them'],
  ],
  [
    "a browser's header",
    entry('allow: shop, call: "*", headers: [Cookie]'),
    ["c.yml: 'Cookie' (line 4) is the browser's own header, which no script sets; leave it out"],
  ],
  [
    'credentials of another kind',
    entry('allow: shop, call: "*", credentials: same-origin'),
    ["c.yml: 'credentials' in 'contracts' cannot be 'same-origin' (line 4); write omit or include"],
  ],
  [
    'a name given twice',
    'contracts:\n  - { name: one, deny: "*", call: "*" }\n  - { name: one, deny: "*", call: "*" }\n',
    ["c.yml: 'one' (line 3) is the name of the contract in line 2 too; each needs a name of its own"],
  ],
  ['an alias', 'contracts: &c []\napps: *c\n', ['c.yml: an alias; write the value out (line 2)']],
  [
    'no YAML',
    'contracts: [',
    ['c.yml: not readable as YAML: Flow sequence in block collection must be sufficiently indented and end with a ] (line 1)'],
  ],
])('%s', (_, text, expected) => {
  expect(problems(text)).toEqual(expected);
});

test('every problem is told at once, and no more than are read', () => {
  expect(problems(`contracts:\n${Array.from({ length: 60 }, (_, index) => `  - { name: n${index}, allow: x, call: y }\n`).join('')}`)).toHaveLength(
    21,
  );
});

test.each([['{'.repeat(5000)], ['contracts:\n'.repeat(3) + '- '.repeat(3000)], [`contracts: "${'x'.repeat(300_000)}"`]])(
  'a hostile text is refused',
  (text) => {
    expect(problems(text)).toHaveLength(1);
  },
);

test('the schema is the one that is published', () => {
  expect(contractsSchemaText()).toBe(readFileSync(join(__dirname, '..', '..', 'schema', 'contracts.schema.json'), 'utf8'));
});

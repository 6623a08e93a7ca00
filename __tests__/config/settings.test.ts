import { readingText } from '../../src/report/sentences/readings.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { ConfigError } from '../../src/config/errors.js';
import { configSchemaText } from '../../src/config/json-schema.js';
import { nearest } from '../../src/config/nearest.js';
import { readConfigYaml } from '../../src/config/read-yaml.js';
import { defaultSettings, parseSettings } from '../../src/config/settings.js';

const file = '.github/apim-cors.yml';

function problems(text: string): readonly string[] {
  try {
    parseSettings(text, file);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n').map((line) => line.replace(`${file}: `, ''));
  }
  return [];
}

const everything = `# a comment
fail-on: warning
report-existing: true
environments: [prod, dev, prod]
ignores: base
enforce-contracts: base
assume:
  terminate-unmatched-default: false
  second-cors-decorates-actual: unknown
  missing-inbound-inherits: "yes"
scopes:
  - path: infra/global.xml
    scope: global
  - path: infra/orders.xml
    scope: api
    api: orders
    products: [starter]
  - path: infra/get.xml
    scope: operation
    api: orders
    operation: get
rules:
  wildcard-origin: info
  access-narrowed:
    - path: apis/internal-*/**
      severity: off
    - severity: error
ignore:
  - rule: wildcard-origin
    path: apis/public-*/**
    reason: "  public data "
    until: 2027-06-30

  - rule: null-origin
    path: "**"
    reason: kiosk
contracts: infra/contracts.yml
profile: strict
development-environments: [dev]
`;

describe('what a configuration says', () => {
  test('every key', () => {
    expect(parseSettings(everything, file)).toEqual({
      failOn: 'warning',
      environments: ['prod', 'dev'],
      developmentEnvironments: ['dev'],
      reportExisting: true,
      profile: 'strict',
      ignores: 'base',
      contracts: 'infra/contracts.yml',
      enforceContracts: 'base',
      assume: new Map([
        ['terminate-unmatched-default', 'false'],
        ['missing-inbound-inherits', 'yes'],
      ]),
      scopes: [
        { path: 'infra/global.xml', scope: 'global' },
        { path: 'infra/orders.xml', scope: 'api', api: 'orders', products: ['starter'] },
        { path: 'infra/get.xml', scope: 'operation', api: 'orders', operation: 'get' },
      ],
      rules: [
        { rule: 'wildcard-origin', path: null, severity: 'info' },
        { rule: 'access-narrowed', path: 'apis/internal-*/**', severity: 'off' },
        { rule: 'access-narrowed', path: null, severity: 'error' },
      ],
      ignore: [
        { rule: 'wildcard-origin', path: 'apis/public-*/**', reason: 'public data', until: '2027-06-30', line: 29 },
        { rule: 'null-origin', path: '**', reason: 'kiosk', until: null, line: 34 },
      ],
      source: { path: file },
    });
  });

  test.each([
    ['an empty file', ''],
    ['comments alone', '# fail-on: never\n'],
    ['keys whose entries are commented out', 'ignore:\n#  - rule: x\nrules:\n'],
    ['a byte order mark', '\uFEFFfail-on: error\n'],
    ['CRLF', 'fail-on: error\r\nignores: head\r\n'],
  ])('%s sets nothing', (_, text) => {
    expect(parseSettings(text, file)).toEqual({ ...defaultSettings, source: { path: file } });
  });
});

describe('what is refused, and how it is said', () => {
  test.each([
    [
      'an unknown key',
      'x: 1\nfail_on: error\n',
      [
        "unknown key 'x' (line 1); known: fail-on, report-existing, environments, development-environments, ignores, contracts, enforce-contracts, profile, assume, scopes, rules, ignore",
        "unknown key 'fail_on' (line 2); did you mean 'fail-on'?",
      ],
    ],
    ['an unknown value', 'fail-on: errors\n', ["'fail-on' cannot be 'errors' (line 1); did you mean 'error'?"]],
    ['a value of another kind', 'fail-on: 3\n', ["'fail-on' cannot be 3 (line 1); write error, warning, info or never"]],
    ['text for a switch', 'report-existing: "yes"\n', ["'report-existing' must be true or false, not 'yes' (line 1)"]],
    ['text for a list', 'environments: prod\n', ["'environments' must be a list, not 'prod' (line 1)"]],
    [
      'an environment that is a path',
      'environments:\n  - ok\n  - ../x\n',
      ['an entry of \'environments\' cannot be \'../x\' (line 3); write letters, digits, ".", "_" and "-"'],
    ],
    ['an unknown rule', 'rules:\n  wildcard-origins: info\n', ["unknown rule 'wildcard-origins' (line 2); did you mean 'wildcard-origin'?"]],
    [
      'an unknown severity',
      'rules:\n  wildcard-origin: warn\n',
      ["'wildcard-origin' in 'rules' cannot be 'warn' (line 2); write error, warning, info or off, or a list of path and severity"],
    ],
    [
      'a severity by path with a wrong key',
      'rules:\n  wildcard-origin:\n    - paths: a\n      severity: off\n',
      ["unknown key 'paths' (line 3); did you mean 'path'?"],
    ],
    [
      'a severity by path without one',
      'rules:\n  wildcard-origin:\n    - path: a\n',
      ["'severity' in 'rules' is missing (line 3); write error, warning, info or off"],
    ],
    [
      'an unknown open point',
      'assume:\n  terminate-unmatched: true\n',
      ["unknown open point 'terminate-unmatched' (line 2); known: terminate-unmatched-default, second-cors-decorates-actual"],
    ],
    [
      'an answer no open point has',
      'assume:\n  second-cors-decorates-actual: maybe\n',
      ["'second-cors-decorates-actual' in 'assume' cannot be 'maybe' (line 2); write unknown, yes or no"],
    ],
    ['an ignore without a reason', 'ignore:\n  - rule: null-origin\n    path: a\n', ["'reason' in 'ignore' is missing (line 2)"]],
    [
      'an ignore with an empty reason',
      'ignore:\n  - rule: null-origin\n    path: a\n    reason: "  "\n',
      ["'reason' in 'ignore' is empty (line 4); say why this is fine here"],
    ],
    [
      'an ignore of an unknown rule',
      'ignore:\n  - rule: nul-origin\n    path: a\n    reason: b\n',
      ["'rule' in 'ignore' cannot be 'nul-origin' (line 2); did you mean 'null-origin'?"],
    ],
    [
      'a day that does not exist',
      'ignore:\n  - rule: null-origin\n    path: a\n    reason: b\n    until: 2027-02-30\n',
      ["'until' in 'ignore' cannot be '2027-02-30' (line 5); write a day as YYYY-MM-DD"],
    ],
    [
      'a scope that does not exist',
      'scopes:\n  - path: a\n    scope: apis\n',
      ["'scope' in 'scopes' cannot be 'apis' (line 3); did you mean 'api'?"],
    ],
    [
      'a scope entry without its scope',
      'scopes:\n  - path: a\n',
      ["'scope' in 'scopes' is missing (line 2); write global, workspace, product, api, operation or fragment"],
    ],
    ['a scope entry that is a text', 'scopes:\n  - a.xml\n', ["an entry of 'scopes' must be a map of keys, not 'a.xml' (line 2)"]],
    ['an api scope without its api', 'scopes:\n  - path: a\n    scope: api\n', ["'api' in 'scopes' is missing (line 2)"]],
    [
      'an api that is a list',
      'scopes:\n  - path: a\n    scope: api\n    api: [b]\n',
      ["'api' in 'scopes' must be an id, or a map of path, specification and id (line 4)"],
    ],
    [
      'an api without its path',
      'scopes:\n  - path: a\n    scope: api\n    api: { specification: b.yaml }\n',
      ["'path' in 'scopes' is missing (line 4)"],
    ],
    ['a key the scope does not take', 'scopes:\n  - path: a\n    scope: global\n    api: x\n', ["unknown key 'api' (line 4); known: path, scope"]],
    ['a list instead of keys', '- fail-on\n', ['the file must be a map of keys, not a list (line 1)']],
    ['a key given twice', 'fail-on: error\nfail-on: never\n', ["'fail-on' is given twice (line 2)"]],
    ['an alias', 'environments: &e [a]\nignores: *e\n', ['an alias; write the value out (line 2)']],
    ['a merge key', 'fail-on: error\n<<: {ignores: head}\n', ["unknown key '<<' (line 2)"]],
    ['__proto__', '__proto__:\n  failOn: never\n', ["unknown key '__proto__' (line 1)"]],
    ['constructor', 'constructor: 1\n', ["unknown key 'constructor' (line 1)"]],
    ['two documents', 'fail-on: error\n---\nfail-on: never\n', ['not readable as YAML']],
    ['no YAML', 'fail-on: [error\n', ['not readable as YAML']],
    ['a map as a key', '{a: b}: c\n', ['a key must be one word']],
  ])('%s', (_, text, expected) => {
    const said = problems(text);
    expect(said).toHaveLength(expected.length);
    said.forEach((line, index) => {
      expect(line.startsWith(expected[index] ?? '?') ? expected[index] : line).toBe(expected[index]);
    });
  });

  test('every problem is told, up to twenty', () => {
    const said = problems(Array.from({ length: 30 }, (_, index) => `key${index}x: 1\n`).join(''));
    expect(said).toHaveLength(21);
    expect(said[20]).toBe('10 more problems');
  });
});

describe('a hostile text is bounded in time and never pollutes a prototype', () => {
  const repeated = (text: string, count: number): string => text.repeat(count);
  test.each([
    ['brackets', repeated('[', 240_000)],
    ['braces', repeated('{a: ', 60_000)],
    ['dashes', repeated('- ', 120_000)],
    ['indentation', Array.from({ length: 600 }, (_, index) => `${' '.repeat(index)}a:\n`).join('')],
    ['many keys', Array.from({ length: 24_000 }, (_, index) => `k${index}: 1\n`).join('')],
    ['billion laughs', `a: &a [x,x]\n${Array.from({ length: 30 }, (_, index) => `b${index}: &b${index} [*a,*a]\n`).join('')}`],
    ['a long line', `fail-on: ${'x'.repeat(240_000)}`],
    ['more than the limit', 'x'.repeat(256_001)],
    ['quotes', `fail-on: "${repeated('\\"', 120_000)}`],
    ['tags', repeated('!<', 120_000)],
    ['anchors', `fail-on: ${repeated('&a ', 80_000)}`],
    ['directives', repeated('%YAML 1.1\n', 24_000)],
  ])('%s', (_, text) => {
    expect(problems(text).length).toBeGreaterThan(0);
    expect(({} as Record<string, unknown>)['failOn']).toBeUndefined();
  });

  test('nothing that is read has a prototype of ours to change', () => {
    const { value } = readConfigYaml('__proto__: {polluted: 1}\n');
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('the JSON Schema', () => {
  const committed = join(__dirname, '..', '..', 'schema', 'config.schema.json');

  test('is the one the reader emits', () => {
    expect(readFileSync(committed, 'utf8')).toBe(configSchemaText(readingText));
  });

  test('is valid, accepts what the reader accepts and refuses unknown keys', () => {
    const validate = new Ajv({ strict: true, allowUnionTypes: true, formats: { date: /^\d{4}-\d{2}-\d{2}$/ } }).compile(
      JSON.parse(configSchemaText(readingText)),
    );
    expect(validate(readConfigYaml(everything).value)).toBe(true);
    expect(validate({ fail_on: 'error' })).toBe(false);
    expect(validate({ rules: { 'no-such-rule': 'off' } })).toBe(false);
    expect(validate({ scopes: [{ path: 'a', scope: 'api' }] })).toBe(false);
  });

  test('every key says what it is for', () => {
    const { properties } = JSON.parse(configSchemaText(readingText)) as { properties: Record<string, { description?: string }> };
    for (const [key, value] of Object.entries(properties)) expect([key, typeof value.description]).toEqual([key, 'string']);
  });
});

test.each([
  ['fail_on', 'fail-on'],
  ['FailOn', 'fail-on'],
  ['enviroments', 'environments'],
  ['rule', 'rules'],
  ['zzz', null],
])('nearest to %s is %s', (word, expected) => {
  expect(nearest(word, ['fail-on', 'environments', 'rules', 'ignore'])).toBe(expected);
});

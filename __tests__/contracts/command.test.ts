import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runContracts, type ContractsCommandOptions } from '../../src/cli/contracts-command.js';
import { ConfigError, InputError } from '../../src/config/errors.js';
import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { commandsIn, hiddenIn } from '../report/inert.js';
import { junitProblems } from '../report/published.js';

const path = '.github/apim-cors-contracts.yml';
const shop = 'https://shop.contoso.com';
const listed = { [apiPath]: policy(['<base />', ...cors({ origins: [shop], methods: ['GET', 'PUT'], headers: ['content-type'] })]) };
const promises = `apps: { shop: ${shop} }
contracts:
  - { name: the shop changes orders, allow: shop, call: "PUT /orders/**", headers: [content-type] }
  - { name: nobody else does, only: shop, call: "*" }
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'apim-cors-contracts-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

interface Ran {
  readonly code: number;
  readonly text: string;
}

/** Runs the command on these files. */
async function run(files: Readonly<Record<string, string>>, options: Partial<ContractsCommandOptions> = {}): Promise<Ran> {
  put(repository(files));
  const output = join(folder, 'out');
  const code = await runContracts({ dir: folder, format: 'text', color: 'never', output, ...options });
  return { code, text: readFileSync(output, 'utf8') };
}

describe('exit codes', () => {
  test.each<[string, Readonly<Record<string, string>>, number, string]>([
    ['all kept', { ...listed, [path]: promises }, 0, '2 kept\n'],
    ['one broken', { [apiPath]: policy(['<base />']), [path]: promises }, 1, '1 kept, 1 broken\n'],
    ['one undecided', { [apiPath]: policy(['<base />', ...cors({ origins: ['{{shop}}'] })]), [path]: promises }, 4, '2 undecided\n'],
  ])('%s', async (_, files, code, last) => {
    const ran = await run(files);
    expect([ran.code, ran.text.slice(-last.length)]).toEqual([code, last]);
  });

  test.each<[string, Readonly<Record<string, string>>, typeof ConfigError | typeof InputError, string]>([
    ['no file', listed, InputError, `there is no contracts file ${path}; begin with: apim-cors contracts --init --output ${path}`],
    [
      'an empty file',
      { ...listed, [path]: '' },
      ConfigError,
      `${path}: it is empty: write contracts, each with name, call, and one of allow, only or deny`,
    ],
    [
      'a clause that matches nothing',
      { ...listed, [path]: promises.replace('/orders/**', '/orders/order/{id}') },
      ConfigError,
      `${path}: contract 'the shop changes orders' (line 3) matches no operation: PUT /orders/order/{id}; did you mean 'PUT /orders/orders/{id}'?`,
    ],
  ])('%s is refused', async (_, files, kind, message) => {
    const failed = await run(files).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(kind);
    expect((failed as Error).message).toBe(message);
  });
});

test('what is broken: the request, what decides, the message, and the change that mends it', async () => {
  const files = { [apiPath]: policy(['<base />', ...cors({ origins: [shop], methods: ['GET'], headers: ['content-type'] })]), [path]: promises };
  const { text } = await run(files);
  expect(text.split('\n').slice(0, 8)).toEqual([
    'broken     the shop changes orders',
    `           promised in ${path}:3`,
    `           ${shop} cannot call PUT /orders/orders/{id} with headers content-type`,
    `           decided by ${apiPath}:4`,
    expect.stringContaining('the console says: Access to fetch at'),
    `           see it: apim-cors explain --origin ${shop} --method PUT --header content-type --credentials omit --api orders --operation put-order`,
    expect.stringContaining('what would fix it: List PUT.'),
    expect.stringMatching(/^ +(?:Index|diff|---)/),
  ]);
  const { contracts: reported, ...rest } = JSON.parse((await run(files, { format: 'json' })).text);
  expect(rest).toEqual({ schemaVersion: 2, conclusion: 'fail' });
  expect(reported).toMatchObject([
    {
      name: 'the shop changes orders',
      path,
      line: 3,
      environment: null,
      before: null,
      result: 'broken',
      decidedBy: { path: apiPath, line: 4 },
      counterexample: {
        origin: shop,
        method: 'PUT',
        url: '/orders/orders/{id}',
        headers: ['content-type'],
        credentials: 'omit',
        product: null,
        key: null,
        code: 'MethodDisallowedByPreflightResponse',
      },
      repairs: [{ edits: [{ path: apiPath }] }],
    },
    { name: 'nobody else does', result: 'kept', counterexample: null, decidedBy: null, repairs: [] },
  ]);
  const junit = (await run(files, { format: 'junit' })).text;
  expect(junitProblems(junit)).toEqual([]);
  expect(junit).toContain('<testsuites tests="2" failures="1" errors="0">');
  expect(junit).toContain(`<failure type="broken" message="${shop} cannot call PUT /orders/orders/{id} with headers content-type">`);
});

test('a hostile name does nothing in JUnit, and is shown', async () => {
  const names = ['::error::x', '##[group]x', 'a\\u202eb', '</testcase>', '\\u0085::stop-commands::x', '\\uffff', '\\ud800'];
  const clauses = names.map((name, index) => `  - { name: "${name} ${index}", ${index % 2 === 0 ? 'allow' : 'only'}: "${shop}", call: "*" }\n`);
  const { text } = await run({ [apiPath]: policy([]), [path]: `contracts:\n${clauses.join('')}` }, { format: 'junit' });
  expect(junitProblems(text)).toEqual([]);
  expect(text.match(/<testcase /g)).toHaveLength(names.length);
  expect([commandsIn(text), hiddenIn(text), text.match(/\uffff/g)]).toEqual([[], [], null]);
  expect(text).toContain('name="a\\u{202e}b 2"');
});

test('a change that breaks another clause is no repair', async () => {
  const files = {
    [apiPath]: policy(['<base />', ...cors({ origins: [shop] })]),
    [path]: `contracts:\n  - { name: one, allow: "https://b.contoso.com", call: "*" }\n  - { name: two, only: "${shop}", call: "*" }\n`,
  };
  const { contracts: reported } = JSON.parse((await run(files, { format: 'json' })).text);
  expect(reported.map(({ result, repairs }: { result: string; repairs: unknown[] }) => [result, repairs.length])).toEqual([
    ['broken', 0],
    ['kept', 0],
  ]);
});

describe('environments', () => {
  const files = {
    ...listed,
    'apimartifacts/configuration.dev.yaml': 'namedValues: []\n',
    'apimartifacts/configuration.prod.yaml': 'namedValues: []\n',
    'apimartifacts/configuration.extractor.yaml': 'apis: []\n',
    [path]: `contracts:\n  - { name: all, only: "${shop}", call: "*" }\n  - { name: dev, only: "${shop}", call: "*", environments: [dev] }\n`,
  };
  const said = async (options: Partial<ContractsCommandOptions>): Promise<readonly string[]> =>
    (await run(files, options)).text.split('\n').filter((line) => line.startsWith('kept'));

  test('a clause that names none holds in all of them, and for the artifacts as they are', async () => {
    expect(await said({})).toEqual(['kept       all', 'kept       all (in dev)', 'kept       all (in prod)', 'kept       dev (in dev)']);
  });

  test('those that are asked for, and the artifacts as they are', async () => {
    expect(await said({ environment: ['prod'] })).toEqual(['kept       all', 'kept       all (in prod)']);
  });

  test('a clause that is about none of them is told as skipped', async () => {
    const environment = ['prod'];
    const { text, code } = await run(files, { environment });
    expect([code, text.split('\n').filter((line) => line.startsWith('skipped'))]).toEqual([0, ['skipped    dev (only in dev)']]);
    const junit = (await run(files, { environment, format: 'junit' })).text;
    expect(junitProblems(junit)).toEqual([]);
    expect(junit).toContain('<testsuite name="apim-cors contracts" tests="3" failures="0" errors="0" skipped="1">');
    expect(junit).toContain(
      `<testcase name="dev" classname="apim-cors.contracts" file="${path}" line="3">\n      <skipped message="only in dev" />\n`,
    );
    expect((await run(files, {})).text).not.toContain('skipped');
  });

  test('those of the configuration, and those that clauses name', async () => {
    const configured = { ...files, '.github/apim-cors.yml': 'environments: [prod]\n' };
    const { text } = await run(configured, {});
    expect(text.split('\n').filter((line) => line.startsWith('kept'))).toEqual([
      'kept       all',
      'kept       all (in prod)',
      'kept       all (in dev)',
      'kept       dev (in dev)',
    ]);
  });

  const onlyDev = `contracts:\n  - { name: dev, only: "${shop}", call: "*", environments: [dev] }\n`;
  const misspelt = onlyDev.replace('[dev]', '\n      [dve]');
  test.each<[string, Readonly<Record<string, string>>, Partial<ContractsCommandOptions>, string]>([
    ['one that there is not', files, { environment: ['prdo'] }, "--environment prdo: there is no such environment; did you mean 'prod'?"],
    ['one that there is not in a clause', { ...files, [path]: misspelt }, {}, `${path}: there is no environment 'dve' (line 3); did you mean 'dev'?`],
    [
      'one that is like none',
      { ...files, [path]: onlyDev.replace('[dev]', '[acceptance]') },
      {},
      `${path}: there is no environment 'acceptance' (line 2); there are: dev, prod`,
    ],
    [
      'one where there are none',
      { ...listed, [path]: onlyDev },
      {},
      `${path}: there is no environment 'dev' (line 2); no file of an environment is there, such as configuration.prod.yaml`,
    ],
    ['one that no clause is about', { ...files, [path]: onlyDev }, { environment: ['prod'] }, `no contract in ${path} is about prod`],
  ])('%s is refused', async (_, there, options, message) => {
    const failed = await run(there, options).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ConfigError);
    expect((failed as Error).message).toBe(message);
  });
});

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => !line.startsWith('# '));

describe('--init', () => {
  const empty = (id: string): Readonly<Record<string, string>> => ({
    [`apimartifacts/apis/${id}/apiInformation.json`]: JSON.stringify({ properties: { path: id, displayName: id } }),
    [`apimartifacts/apis/${id}/specification.json`]: JSON.stringify({ openapi: '3.0.1', info: { title: id, version: '1' }, paths: {} }),
  });

  test('an API without operations is promised to nobody', async () => {
    const files = { ...listed, ...empty('bare') };
    const { text } = await run(files, { init: true });
    expect(text).not.toContain('bare');
    expect((await run({ ...files, [path]: text })).code).toBe(0);
  });

  test('writes a file that the state keeps', async () => {
    const files = {
      ...listed,
      [globalPath]: policy(
        cors({
          origins: ['http://localhost:4200'],
          methods: ['GET'],
          headers: ['x-a'],
          attributes: ' allow-credentials="true" terminate-unmatched-request="false"',
        }),
      ),
    };
    const { text } = await run(files, { init: true });
    expect(linesOf(text)).toEqual([
      'apps:',
      '  localhost-4200: http://localhost:4200',
      '  shop: https://shop.contoso.com',
      'contracts:',
      '  - name: localhost-4200 can call Orders',
      '    allow: localhost-4200',
      '    call: "GET /orders/orders/{id}"',
      '    headers: [x-a]',
      '    credentials: include',
      '  - name: nobody else calls Orders',
      '    only: [localhost-4200, shop]',
      '    call: { api: orders }',
      '',
    ]);
    expect((await run({ ...files, [path]: text })).code).toBe(0);
  });

  test('APIs of which the same is true share a clause, which names what an id does not say', async () => {
    const named = (id: string, displayName: string): Readonly<Record<string, string>> => ({
      ...empty(id),
      [`apimartifacts/apis/${id}/apiInformation.json`]: JSON.stringify({ properties: { path: id, displayName } }),
      [`apimartifacts/apis/${id}/specification.json`]: JSON.stringify({
        openapi: '3.0.1',
        info: { title: id, version: '1' },
        paths: { '/x': { get: { operationId: 'x', responses: {} } } },
      }),
    });
    const files = {
      ...listed,
      [apiPath]: policy(['<base />']),
      ...named('echo-api', 'Echo API'),
      ...named('6053b6939121', 'Payments\n- { api: evil }\u202e'),
      [globalPath]: policy(cors({ origins: ['https://contoso.developer.azure-api.net'], methods: ['*'] })),
    };
    const { text } = await run(files, { init: true });
    const call = [
      '    call:',
      '      - { api: "6053b6939121" } # Payments - { api: evil }\\u{202e}',
      '      - { api: echo-api }',
      '      - { api: orders }',
    ];
    expect(linesOf(text)).toEqual([
      'apps:',
      '  developer-portal: https://contoso.developer.azure-api.net',
      'contracts:',
      '  - name: developer-portal can call 3 APIs',
      '    allow: developer-portal',
      ...call,
      '  - name: nobody else calls 3 APIs',
      '    only: developer-portal',
      ...call,
      '',
    ]);
    expect((await run({ ...files, [path]: text })).code).toBe(0);
  });

  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'everybody is let in',
      { [apiPath]: policy(['<base />', ...cors({ origins: ['*'] })]) },
      ['contracts:', '  - name: every page may call these', '    only: "*"', '    call: { api: orders }', ''],
    ],
    [
      'nobody is',
      { [apiPath]: policy(['<base />']) },
      ['contracts:', '  - name: no page calls these', '    deny: "*"', '    call: { api: orders }', ''],
    ],
    [
      'an unknown value is',
      { [apiPath]: policy(['<base />', ...cors({ origins: ['{{x}}', shop] })]) },
      [
        'apps:',
        '  shop: https://shop.contoso.com',
        'contracts:',
        '  - name: shop can call Orders',
        '    allow: shop',
        '    call: { api: orders }',
        '  # Who else can call these depends on what this repository does not decide, so nothing is promised of that:',
        '  #   { api: orders }',
        '',
      ],
    ],
  ])('%s', async (_, files, expected) => {
    const { text } = await run(files, { init: true });
    expect(linesOf(text)).toEqual(expected);
    expect((await run({ ...files, [path]: text })).code).toBe(0);
  });
});

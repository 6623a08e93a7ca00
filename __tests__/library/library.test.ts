import { ConfigError, contracts, explain, InputError, review, scan } from '../../src/library.js';
import { baseFiles, changedFiles } from '../../src/cli/demo/shop.js';
import { runHere } from '../cli/run-here.js';
import { commit, git, newRepository, temporaryFolder, writeFiles } from '../sources/temporary.js';

const headFiles = { ...baseFiles, ...changedFiles };

const onDisk = (files: Readonly<Record<string, string>>): string => {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  return folder;
};

describe('a review', () => {
  const told = async (): Promise<object> => ({
    ...(await review({ base: { files: baseFiles }, head: { files: headFiles } })),
    base: '',
    head: '',
  });

  test('gives what the command line gives', async () => {
    const [base, head] = [onDisk(baseFiles), onDisk(headFiles)];
    expect(await told()).toMatchObject({ conclusion: 'fail' });
    expect({ ...(await review({ base: { folder: base }, head: { folder: head } })), base: '', head: '' }).toEqual(await told());
    const typed = await runHere('review', '--base-dir', base, '--head-dir', head, '--format', 'json');
    expect({ ...JSON.parse(typed.stdout), base: '', head: '' }).toEqual(JSON.parse(JSON.stringify(await told())));
  });

  test('reads revisions and the working tree of a repository', async () => {
    const repository = newRepository(baseFiles);
    git(repository, 'checkout', '-q', '-b', 'topic');
    writeFiles(repository, changedFiles);
    const uncommitted = await review({ repository, base: 'main' });
    commit(repository, 'after');
    const others = [
      uncommitted,
      await review({ repository, base: 'main', head: 'topic' }),
      await review({ base: { repository, revision: 'main' }, head: { repository } }),
    ];
    for (const one of others) expect({ ...one, base: '', head: '' }).toEqual(await told());
  });

  test('takes its settings from base, unless they are given', async () => {
    const lenient = { '.github/apim-cors.yml': 'fail-on: never\n' };
    const base = { ...baseFiles, ...lenient };
    expect((await review({ base: { files: base }, head: { files: headFiles } })).conclusion).toBe('pass');
    expect((await review({ base: { files: baseFiles }, head: { files: { ...headFiles, ...lenient } } })).conclusion).toBe('fail');
    expect((await review({ base: { files: base }, head: { files: headFiles } }, { failOn: 'error' })).conclusion).toBe('fail');
    expect((await review({ base: { files: baseFiles }, head: { files: headFiles } }, { configuration: 'fail-on: never' })).conclusion).toBe('pass');
  });

  test('holds the contracts of both sides', async () => {
    const promise = {
      '.github/apim-cors-contracts.yml': `apps: { evil: 'https://evil.example' }
contracts: [{ name: not evil, deny: evil, call: '*' }]
`,
    };
    const { contracts: clauses } = await review({ base: { files: { ...baseFiles, ...promise } }, head: { files: { ...headFiles, ...promise } } });
    expect(clauses).toMatchObject([{ name: 'not evil', before: 'kept', result: 'kept' }]);
  });
});

const inTwoEnvironments = {
  'main.tf': `variable "host" {}
resource "azurerm_api_management_api_policy" "p" {
  api_name = "orders"
  api_management_name = "contoso"
  xml_content = templatefile("p.xml.tpl", { host = var.host })
}
resource "azurerm_api_management_api_operation" "o" {
  operation_id = "get"
  api_name = "orders"
  api_management_name = "contoso"
  method = "GET"
  url_template = "/"
}
`,
  'p.xml.tpl': `<policies>
  <inbound>
    <cors>
      <allowed-origins><origin>https://\${host}.contoso.com</origin></allowed-origins>
      <allowed-methods><method>GET</method></allowed-methods>
    </cors>
  </inbound>
</policies>
`,
  'dev.tfvars': 'host = "dev"\n',
  'prod.tfvars': 'host = "app"\n',
};

test('where environments differ, each answer is explained with the names of its environments', async () => {
  const request = { origin: 'https://app.contoso.com', method: 'GET', to: { api: 'orders' } };
  const all = await explain({ files: inTwoEnvironments }, request);
  expect(all.map(({ verdict, environments }) => [verdict, environments])).toEqual(
    expect.arrayContaining([
      ['allowed', ['prod']],
      ['blocked', ['dev']],
    ]),
  );
  expect((await explain({ files: inTwoEnvironments }, request, { environment: 'prod' })).map(({ verdict }) => verdict)).toEqual(['allowed']);
});

describe('what cannot be done is said as an error of its kind', () => {
  test.each([
    ['a path that leaves the root', () => scan({ files: { '../policy.xml': '<policies />' } }), InputError, /no path of a repository/],
    ['an absolute path', () => scan({ files: { '/policy.xml': '<policies />' } }), InputError, /no path of a repository/],
    ['no policies', () => scan({ files: { 'README.md': 'nothing' } }), InputError, /no API Management policies in head/],
    ['no folder', () => scan({ folder: '/nowhere/at/all' }), InputError, /there is no folder/],
    [
      'a configuration that is wrong',
      () => scan({ files: baseFiles }, { configuration: 'fail-on: perhaps' }),
      ConfigError,
      /^configuration: 'fail-on'/,
    ],
    [
      'an open point that there is not',
      () => scan({ files: baseFiles }, { assume: { nothing: 'yes' } }),
      ConfigError,
      /^assume: there is no open point/,
    ],
    [
      'an environment that there is not',
      () => scan({ files: inTwoEnvironments }, { environments: ['prdo'] }),
      ConfigError,
      /no environment 'prdo'; did you mean 'prod'/,
    ],
    ['no contracts file', () => contracts({ files: baseFiles }), InputError, /there is no contracts file/],
    [
      'a method that no page sends',
      () => explain({ files: baseFiles }, { origin: 'https://a.example', method: 'TRACE', to: '/x' }),
      ConfigError,
      /TRACE/,
    ],
  ] as const)('%s', async (_, run, kind, message) => {
    const error: unknown = await run().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toMatch(message);
  });
});

describe('one request', () => {
  const request = { origin: 'https://shop.contoso.com', method: 'GET', to: '/orders/42' } as const;

  test('is explained as on the command line', async () => {
    const folder = onDisk(headFiles);
    const [explanation, ...more] = await explain({ folder }, request);
    expect(more).toEqual([]);
    const { stdout } = await runHere(
      'explain',
      '--dir',
      folder,
      '--origin',
      request.origin,
      '--method',
      'GET',
      '--url',
      request.to,
      '--format',
      'json',
    );
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(JSON.parse(stdout));
  });

  test('goes to a URL or to ids', async () => {
    const [byUrl] = await explain({ files: headFiles }, request);
    const target = byUrl?.target;
    const [byId] = await explain({ files: headFiles }, { ...request, to: { api: target?.api ?? '' } });
    expect(byId?.verdict).toBe(byUrl?.verdict);
    expect(byId?.target).toEqual(target);
  });
});

test('contracts are checked in one state, from the file or as given', async () => {
  const text = `apps: { shop: 'https://shop.contoso.com' }
contracts: [{ name: the shop reads orders, allow: shop, call: 'GET /orders/**' }]
`;
  const given = await contracts({ files: headFiles }, { contracts: text });
  expect(given).toMatchObject({
    schemaVersion: 2,
    conclusion: 'fail',
    contracts: [{ name: 'the shop reads orders', path: 'contracts', before: null }],
  });
  const fromFile = await contracts({ files: { ...headFiles, '.github/apim-cors-contracts.yml': text } });
  expect(fromFile.contracts).toMatchObject([{ path: '.github/apim-cors-contracts.yml', result: 'broken' }]);
});

import { ConfigError, InputError } from '../../src/config/errors.js';
import { defaultSettings } from '../../src/config/settings.js';
import { askedIn } from '../../src/github/command.js';
import { contractsAnswer } from '../../src/github/contracts-answer.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';
import { hostileTexts } from '../report/fixtures.js';
import { alive } from '../report/markdown-check.js';

const path = defaultSettings.contracts;
const shop = 'https://shop.contoso.com';
const promises = `contracts:
  - { name: the shop changes orders, allow: "${shop}", call: "PUT /orders/**", headers: [content-type] }
  - { name: nobody else does, only: "${shop}", call: "*" }
`;
const narrow = { [apiPath]: policy(['<base />', ...cors({ origins: [shop], methods: ['GET'], headers: ['content-type'] })]) };

const answer = (files: Readonly<Record<string, string>>, environment: string | null = null): Promise<string> =>
  contractsAnswer(memoryTree(files), defaultSettings, environment);

test('what is broken comes first, with its request, what decides, a command that the bot answers, and what mends it', async () => {
  const page = await answer({ ...repository(narrow), [path]: promises });
  const lines = page.split('\n');
  expect(lines.slice(0, 9)).toEqual([
    '### Contracts: 1 kept, 1 broken',
    '',
    `The promises of \`${path}\`, as this pull request has it.`,
    '',
    '**broken**: `the shop changes orders` (line 2)',
    '',
    `- \`${shop} cannot call PUT /orders/orders/{id} with headers content-type\``,
    `- decided by \`${apiPath}:4\``,
    expect.stringMatching(/^- the console says: ?(?:&#8203;)?`Access to fetch at/),
  ]);
  expect(page).toContain('What would fix it: List PUT');
  expect(page).toContain('\n```diff\n');
  expect(lines.slice(-4)).toEqual(['**kept**', '', '- `nobody else does`', '']);
  const command = /`(\/apim-cors explain [^`]+)`/.exec(page)?.[1] ?? '';
  expect(askedIn(command)?.read()).toMatchObject({
    kind: 'explain',
    asked: { request: { origin: shop, method: 'PUT' }, destination: { api: 'orders', operation: 'put-order' } },
    environment: null,
  });
});

test('an environment alone, and a command that names it', async () => {
  const files = {
    ...repository(narrow),
    'apimartifacts/configuration.dev.yaml': 'namedValues: []\n',
    'apimartifacts/configuration.prod.yaml': 'namedValues: []\n',
    [path]: promises,
  };
  expect(await answer(files)).toContain('### Contracts: 3 kept, 3 broken');
  const page = await answer(files, 'prod');
  expect(page).toContain('### Contracts: 2 kept, 2 broken');
  expect(page).toContain('`the shop changes orders` in `prod`');
  expect(page).toMatch(/`\/apim-cors explain [^`]* environment=prod`/);
  await expect(answer(files, 'prd')).rejects.toThrow(new ConfigError("there is no environment 'prd'; did you mean 'prod'?"));
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  ['no contracts file', repository(narrow), `the pull request has no contracts file ${path}; begin with: apim-cors contracts --init`],
  ['no policies', { [path]: promises }, 'the pull request has no API Management policies'],
  ['a file that says nothing', { ...repository(narrow), [path]: '' }, `${path}: it is empty`],
  ['a clause that matches nothing', { ...repository(narrow), [path]: promises.replace('/orders/**', '/x') }, 'matches no operation: PUT /x'],
])('%s is said', async (_, files, message) => {
  const failed: unknown = await answer(files).catch((error: unknown) => error);
  expect(failed instanceof ConfigError || failed instanceof InputError).toBe(true);
  expect((failed as Error).message).toContain(message);
});

test('where head says that its file lies elsewhere, that one is read', async () => {
  const files = { ...repository(narrow), '.github/apim-cors.yml': 'contracts: promises.yml\n', 'promises.yml': promises };
  expect(await answer(files)).toContain('The promises of `promises.yml`');
});

test('nothing of a contracts file is alive in the answer', async () => {
  const clauses = hostileTexts.map((text, index) => ({ name: `${text.trim().slice(0, 150)} ${index}`, allow: shop, call: '*' }));
  const page = await answer({ ...repository({ [apiPath]: policy([]) }), [path]: JSON.stringify({ contracts: clauses }) });
  expect(page).toContain(`### Contracts: ${clauses.length} broken`);
  expect(alive(page)).toEqual([]);
});

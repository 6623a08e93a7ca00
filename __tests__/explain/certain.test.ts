import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest, type ExplainRequest } from '../../src/explain/explanation.js';
import {
  apiPath,
  cors,
  globalPath,
  operationPath,
  ordersApi,
  ordersSpecification,
  policy,
  product,
  repository,
} from '../../src/layouts/apiops/example.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf } from '../report/said.js';

/** How sure an answer is that rests on the operation, the product or the pipeline that a preflight meets. */

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const own = cors({ origins: [app], methods: ['GET', 'PUT'], headers: ['x-a'] });
const keyless = ordersApi({ subscriptionRequired: false });

const certaintyOf = async (files: Files, request: Partial<ExplainRequest['request']> = {}): Promise<readonly [string, string]> => {
  const { verdict, certainty } = await explainRequest(
    memoryTree(repository(files)),
    {
      request: { origin: app, method: 'PUT', headers: [], credentials: 'omit', ...request },
      destination: { kind: 'name', workspace: null, api: 'orders', operation: null },
      product: null,
      key: null,
    },
    defaultSettings,
    null,
    { repair: false },
  );
  return [verdict, certainty];
};

const withOptions = { ...keyless, ...ordersSpecification(['put', 'options']) };
const optionsPath = operationPath.replace('get-', 'options-');
const putPath = operationPath.replace('get-', 'put-');

describe('explain', () => {
  test.each<[string, Files, string]>([
    ['a listed origin, nothing else in the way', { [apiPath]: policy(own) }, 'documented'],
    ['under an OPTIONS operation', { ...withOptions, [apiPath]: policy(own) }, 'reported'],
    ['inherited by an OPTIONS operation', { ...withOptions, [globalPath]: policy(own), [apiPath]: policy(['<base />']) }, 'reported'],
    [
      'in the OPTIONS operation’s own policy',
      { ...withOptions, [optionsPath]: policy([...own, '<base />']), [putPath]: policy([...own, '<base />']) },
      'inferred',
    ],
    ['in an open product', { ...keyless, ...product(policy(own), false) }, 'reported'],
    [
      'in an open product, above the rest',
      { ...product(policy([...own, '<base />']), false), [globalPath]: policy(cors({ origins: [app] })) },
      'reported',
    ],
    ['in an open product, over an API that inherits it', { ...product(policy(own), false), [apiPath]: policy(['<base />']) }, 'reported'],
    ['in the policy of the operation that the preflight means', { [putPath]: policy(own) }, 'inferred'],
    ['there, above <base />', { [putPath]: policy([...own, '<base />']), [apiPath]: policy(['<base />']) }, 'inferred'],
    ['there, below what passes on', { [putPath]: policy(['<base />', ...own]), [apiPath]: policy(['<base />']) }, 'inferred'],
  ])('%s', async (_, files, certainty) => {
    expect(await certaintyOf(files)).toEqual(['allowed', certainty]);
  });

  test('a simple GET asks nobody which operation its preflight means', async () => {
    expect(await certaintyOf({ [operationPath]: policy(own) }, { method: 'GET' })).toEqual(['allowed', 'documented']);
  });
});

describe('review', () => {
  const plain = policy(['<base />']);
  test.each<[string, Files, Files, string]>([
    ['at the API', { [apiPath]: plain }, { [apiPath]: policy(own) }, 'documented'],
    ['under an OPTIONS operation', { ...withOptions, [apiPath]: plain }, { ...withOptions, [apiPath]: policy(own) }, 'reported'],
    ['in an open product', { ...keyless, ...product(plain, false) }, { ...keyless, ...product(policy(own), false) }, 'reported'],
    ['at an operation', { [putPath]: plain }, { [putPath]: policy(own) }, 'inferred'],
  ])('%s', async (_, base, head, certainty) => {
    const { changes } = await reviewTrees(memoryTree(repository(base), 'base'), memoryTree(repository(head), 'head'), {
      settings: defaultSettings,
      today: '2026-06-15',
    });
    const after = changes.flatMap((change) => change.origins.filter((one) => one.origin === app).map((one) => one.after));
    expect(after.length).toBeGreaterThan(0);
    expect(new Set(after.map((one) => one.certainty))).toEqual(new Set([certainty]));
  });
});

describe('no origin and no operation is given what is another’s', () => {
  const portal = 'https://contoso.developer.azure-api.net';
  const generated = cors({ origins: [portal], attributes: ' allow-credentials="true"' });
  const stock = (text: string): Files => ({
    'apimartifacts/apis/stock/apiInformation.json': '{"properties":{"displayName":"Stock","path":"stock"}}',
    'apimartifacts/apis/stock/specification.yaml': (ordersSpecification(['get'])['apimartifacts/apis/orders/specification.yaml'] ?? '').replaceAll(
      'order',
      'item',
    ),
    'apimartifacts/apis/stock/policy.xml': text,
  });
  const said = async (base: Files, head: Files, rule: string): Promise<string> => {
    const { findings } = await reviewTrees(memoryTree(repository(base), 'base'), memoryTree(repository(head), 'head'), {
      settings: defaultSettings,
      today: '2026-06-15',
    });
    return findings
      .filter((one) => one.rule === rule)
      .map(messageOf)
      .join('\n');
  };

  test('access here and credentials there', async () => {
    const everybody = cors({ origins: ['*'], attributes: '' });
    const files = (global: readonly string[]): Files => ({
      ...stock(policy(['<base />', ...everybody])),
      [globalPath]: policy(global),
      [apiPath]: policy(['<base />']),
    });
    expect(await said(files([]), files(generated), 'access-widened')).toContain(
      `${portal} gains access on all 2 operations of 'orders', and credentials on operation 'get-item' of 'stock'`,
    );
  });

  test('what is not inherited, for sure and perhaps', async () => {
    const files = {
      [globalPath]: policy(cors({ origins: ['https://a.contoso.com', 'https://other.example'] })),
      [apiPath]: policy(cors({ origins: ['https://{{host}}.contoso.com'] })),
    };
    const told = await said({}, files, 'cors-not-inherited');
    expect(told).toContain('; https://other.example gets less here than there.');
    expect(told).toMatch(/https:\/\/a\.contoso\.com gets less here than there if .*\{\{host\}\}/);
  });

  test('each operation its own part of a list', async () => {
    const files = (origins: readonly string[], other: readonly string[]): Files => ({
      ...stock(policy(['<base />'])),
      [globalPath]: policy(cors({ origins: [...origins, ...other] })),
      [apiPath]: policy(['<base />']),
    });
    const listed = 'https://listed.contoso.com';
    // Alike for everybody is said once.
    expect(await said(files([app], [listed]), files([], [listed]), 'access-narrowed')).toBe(`${app} loses access on 3 operations of 2 APIs.`);
  });

  test('the condition of one is not the other’s', async () => {
    const files = {
      [globalPath]: policy(cors({ origins: [portal, app], methods: ['GET'], attributes: '' })),
      [apiPath]: policy(['<base />', ...cors({ origins: [app, '*'] })]),
    };
    const text = await said({}, files, 'inherited-cors-decides');
    // With the other default the second <cors> may be asked for what the first one lacks.
    expect(text).toContain(
      `${app} gets less than this <cors> grants if terminate-unmatched-request defaults to true; any other website is blocked if terminate-unmatched-request defaults to true.`,
    );
  });
});

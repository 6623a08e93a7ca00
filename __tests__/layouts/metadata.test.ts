import { apisOf, json, only, policies, policiesOf, problemText, type Files } from './reading.js';

const base: Files = { 'r/apis/orders/apiInformation.json': json({ properties: { path: 'orders' } }), 'r/apis/orders/policy.xml': policies };

describe('metadata that cannot be used is told at its line, and the rest is read', () => {
  const notJson = /^This file is not well-formed JSON \(.*\): what it says is left out of this review\.$/;
  const shape = /: the publisher does not read this shape, and what it says is left out of this review\.$/;
  test.each<[string, Files, string, number, RegExp]>([
    [
      'a placeholder where a value belongs',
      { 'r/apis/orders/apiInformation.json': '{\n  "properties": {\n    "apiVersionSetId": [subscription id]\n  }\n}' },
      'r/apis/orders/apiInformation.json',
      3,
      notJson,
    ],
    ['an empty file', { 'r/products/p/productInformation.json': '' }, 'r/products/p/productInformation.json', 1, notJson],
    ['a list where an object belongs', { 'r/apis/orders/apiInformation.json': '[]' }, 'r/apis/orders/apiInformation.json', 1, shape],
    [
      'a text where an object belongs',
      { 'r/named values/x/namedValueInformation.json': '"x"' },
      'r/named values/x/namedValueInformation.json',
      1,
      shape,
    ],
    [
      'null where an object belongs',
      { 'r/version sets/x/versionSetInformation.json': 'null' },
      'r/version sets/x/versionSetInformation.json',
      1,
      shape,
    ],
    [
      'properties that are no object',
      { 'r/products/p/productInformation.json': '{"properties":"published"}' },
      'r/products/p/productInformation.json',
      1,
      shape,
    ],
    ['properties that are a list', { 'r/products/p/productInformation.json': '{"properties":[]}' }, 'r/products/p/productInformation.json', 1, shape],
    ['an object where links belong', { 'r/products/p/apis.json': '{"name":"orders"}' }, 'r/products/p/apis.json', 1, shape],
    ['a link without a name', { 'r/products/p/apis.json': '[{"name":"orders"},"carts"]' }, 'r/products/p/apis.json', 1, shape],
    [
      'a broken operation of apiops-cli',
      { 'r/apis/orders/operations/get/operationInformation.json': '{' },
      'r/apis/orders/operations/get/operationInformation.json',
      1,
      notJson,
    ],
    [
      'a broken fragment of apiops-cli',
      { 'r/policyFragments/f/policyFragmentInformation.json': '{' },
      'r/policyFragments/f/policyFragmentInformation.json',
      1,
      notJson,
    ],
    [
      'a specification that is no YAML',
      { 'r/apis/orders/specification.yaml': 'openapi: 3.0.1\npaths:\n  /a: [url goes here]]\n' },
      'r/apis/orders/specification.yaml',
      3,
      /^This file is not well-formed YAML: .*: the operations are taken from their folders instead\.$/,
    ],
    [
      'a specification that is no JSON',
      { 'r/apis/orders/specification.json': '{\n"paths": {,}' },
      'r/apis/orders/specification.json',
      2,
      /^This file is not well-formed JSON: .*: the operations are taken from their folders instead\.$/,
    ],
  ])('%s', async (_fact, files, path, line, message) => {
    const service = await only({ ...base, ...files });
    expect(service.problems.map((problem) => [problem.path, problem.line])).toEqual([[path, line]]);
    expect(service.problems.map(problemText)[0]).toMatch(message);
    expect(policiesOf(service)).toContain('api orders < r/apis/orders/policy.xml');
  });

  test('a byte order mark and carriage returns do not count', async () => {
    const service = await only({ ...base, 'r/apis/orders/apiInformation.json': '\ufeff{\r\n"properties":{"path":"orders"}}\r\n' });
    expect([service.problems, apisOf(service)]).toEqual([[], ['orders at orders [] in []']]);
  });

  test('an id that two folders claim is told once, whatever the order', async () => {
    const files: Files = {
      'r/apis/a/apiInformation.json': json({ name: 'orders', properties: {} }),
      'r/apis/b/apiInformation.json': json({ name: 'orders', properties: {} }),
      'r/workspaces/w/apis/orders/apiInformation.json': json({ name: 'orders', properties: {} }),
    };
    for (const order of [files, Object.fromEntries(Object.entries(files).reverse())]) {
      expect((await only(order)).problems).toEqual([
        {
          path: 'r/apis/b/apiInformation.json',
          line: 1,
          conflict: expect.any(String) as string,
          says: { code: 'id-twice', given: { kind: 'API', id: 'orders', other: 'r/apis/a/apiInformation.json' } },
        },
      ]);
    }
  });

  test('names that JavaScript objects have are names like others', async () => {
    const service = await only({
      'r/apis/constructor/apiInformation.json': '{"__proto__":{"name":"x"},"properties":{"path":"a","__proto__":{"path":"b"}}}',
      'r/apis/__proto__/policy.xml': policies,
      'r/products/toString/apis.json': '[{"name":"constructor"}]',
      'r/named values/valueOf/namedValueInformation.json': json({ properties: { displayName: 'hasOwnProperty', value: 'v' } }),
    });
    expect(apisOf(service)).toEqual(['__proto__ at ? [] in []', 'constructor at a [] in [toString]']);
    expect([...service.namedValues.keys()]).toEqual(['hasOwnProperty']);
  });
});

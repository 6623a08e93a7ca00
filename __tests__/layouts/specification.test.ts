import fc from 'fast-check';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { scanBlockYaml } from '../../src/layouts/specification-block-yaml.js';
import { readOperations } from '../../src/layouts/specification.js';
import type { SpecificationResult } from '../../src/layouts/specified-operation.js';

/** The same text with something the scanner leaves to the full parser, and that means nothing. */
function byFullParser(text: string): Promise<SpecificationResult> {
  const marked = `${text}\nx-full-parser: &anchor {}\n--- `.replace(/\n--- $/, '');
  return readOperations('specification.yaml', `# first line\n---\n${marked}`);
}

async function ids(text: string, path = 'specification.yaml'): Promise<readonly string[]> {
  const result = await readOperations(path, text);
  if (!result.ok) throw new Error(result.fault.code);
  return result.operations.map(({ id, method, urlTemplate }) => `${id} ${method} ${urlTemplate}`);
}

describe('what a specification says', () => {
  const exported = [
    'openapi: 3.0.1',
    'info:',
    '  title: Orders',
    '  description: "one: two"',
    'paths:',
    '  /orders:',
    '    get:',
    '      tags:',
    '        - orders',
    '      summary: List orders',
    '      description: |',
    '        operationId: not-this-one',
    '        get:',
    '      operationId: list-orders',
    '      responses:',
    "        '200':",
    '          description: OK',
    "  '/orders/{id}':",
    '    parameters:',
    '      - name: id',
    '        in: path',
    '    put:',
    '      operationId: "put-order"',
    '    delete:',
    '      summary: without an id',
    'components:',
    '  schemas:',
    '    paths:',
    '      type: object',
    '',
  ].join('\n');
  const expected = ['list-orders GET /orders', 'put-order PUT /orders/{id}', 'delete-orders-id DELETE /orders/{id}'];

  test.each<[string, string, string, readonly string[]]>([
    ['an exporter’s YAML', 'specification.yaml', exported, expected],
    ['the same with CRLF', 'specification.yaml', exported.replaceAll('\n', '\r\n'), expected],
    ['the same indented as a whole', 'specification.yaml', exported.replace(/^(?=.)/gm, '  '), expected],
    ['flow style', 'specification.yaml', 'paths: {/a: {get: {operationId: x}}}', ['x GET /a']],
    ['a JSON text in a YAML file', 'specification.yaml', '{"paths": {"/a": {"get": {"operationId": "x"}}}}', ['x GET /a']],
    ['JSON', 'specification.json', '\ufeff{"swagger": "2.0", "paths": {"/a": {"get": {"operationId": "x"}, "parameters": []}}}', ['x GET /a']],
    [
      'a custom verb in the path',
      'specification.yaml',
      'paths:\n  /a/{id}:cancel:\n    post:\n      operationId: cancel\n',
      ['cancel POST /a/{id}:cancel'],
    ],
    ['an id that is continued on the next line', 'specification.yaml', 'paths:\n  /a:\n    get:\n      operationId: x\n        y\n', ['x y GET /a']],
    ['an id with a comment behind it', 'specification.yaml', 'paths:\n  /a:\n    get:\n      operationId: x # why\n', ['x GET /a']],
    ['no paths at all', 'specification.yaml', 'openapi: 3.1.0\nwebhooks: {}\n', []],
    ['empty paths', 'specification.yaml', 'openapi: 3.0.1\npaths: {}\n', []],
    ['keys that objects have', 'specification.json', '{"paths": {"__proto__": {"get": {"operationId": "x"}}}}', ['x GET __proto__']],
  ])('%s', async (_name, path, text, operations) => {
    expect(await ids(text, path)).toEqual(operations);
  });

  test.each<[string, string, string, boolean]>([
    ['JSON', 'post', "{'application/json': {schema: {}}}", true],
    ['a kind of JSON', 'patch', "{'application/merge-patch+json': {}}", true],
    ['JSON or a form, which needs no preflight', 'post', "{'application/json': {}, 'application/x-www-form-urlencoded': {}}", false],
    ['JSON or anything', 'post', "{'application/json': {}, '*/*': {}}", false],
    ['XML', 'post', "{'application/xml': {}}", false],
    ['a body on GET, which browsers cannot send', 'get', "{'application/json': {}}", false],
  ])('an operation whose body is %s', async (_name, method, content, takesJson) => {
    const flow = await readOperations('specification.yaml', `paths: {/a: {${method}: {requestBody: {content: ${content}}}}}`);
    expect(flow.ok && flow.operations.map((one) => one.takesJson)).toEqual([takesJson]);
    const types = [...content.matchAll(/'([^']+)'/g)].map((match) => `          ${match[1] ?? ''}:\n            schema: {}\n`);
    const block = scanBlockYaml(`paths:\n  /a:\n    ${method}:\n      requestBody:\n        content:\n${types.join('')}      responses: {}\n`);
    // `*/*` unquoted is an alias: the full parser has to say what it makes of it.
    if (!content.includes('*/*')) expect(block?.map((one) => one.takesJson)).toEqual([takesJson]);
    const keys = content.replaceAll("'", '"').replace('{schema: {}}', '{}');
    const json = await readOperations('specification.json', `{"paths": {"/a": {"${method}": {"requestBody": {"content": ${keys}}}}}}`);
    expect(json.ok && json.operations.map((one) => one.takesJson)).toEqual([takesJson]);
  });

  test.each<[fact: string, answers: Readonly<Record<string, unknown>>, expected: readonly string[]]>([
    ['Location on 201', { '201': { description: 'Created', headers: { Location: { schema: { type: 'string' } } } } }, ['Location']],
    ['one name in two cases is one header', { '200': { headers: { ETag: {} } }, '304': { headers: { etag: {} } } }, ['etag']],
    [
      'headers of an error are read too',
      { '200': { description: 'OK' }, '429': { headers: { 'Retry-After': {}, 'X-RateLimit-Left': {} } } },
      ['Retry-After', 'X-RateLimit-Left'],
    ],
    ['what is no header for clients', { '200': { headers: { 'X-Served-By': {}, 'Set-Cookie': {}, 'X-Request-Id': {} } } }, []],
    [
      'a property of that name in a body',
      { '200': { content: { 'application/json': { schema: { properties: { headers: { properties: { ETag: {} } } } } } } } },
      [],
    ],
    ['an answer that is referred to', { '200': { $ref: '#/components/responses/Found' } }, []],
    ['none', {}, []],
  ])('headers of answers: %s', async (_fact, answers, expected) => {
    const described = { paths: { '/a': { get: { operationId: 'a', responses: answers }, post: { operationId: 'b' } } } };
    const found = (read: SpecificationResult): unknown => read.ok && read.operations.map((one) => one.answerHeaders);
    expect(found(await readOperations('specification.json', JSON.stringify(described)))).toEqual([expected, []]);
    const block = stringify(described);
    const scanned = scanBlockYaml(block);
    // An empty map is written in flow style.
    if (Object.keys(answers).length > 0) expect(scanned?.map((one) => one.answerHeaders)).toEqual([expected, []]);
    expect(found(await byFullParser(block))).toEqual([expected, []]);
  });

  const bearer = { bearer: { type: 'http', scheme: 'bearer', description: 'one:\n  type: x\n' } };
  const keys = {
    apiKeyHeader: { type: 'apiKey', name: 'Ocp-Apim-Subscription-Key', in: 'header' },
    apiKeyQuery: { type: 'apiKey', name: 'subscription-key', in: 'query' },
  };
  test.each<[fact: string, schemes: object, general: unknown, own: unknown, asks: boolean]>([
    ['a bearer token for all operations', bearer, [{ bearer: [] }], undefined, true],
    ['a bearer token for this one', bearer, undefined, [{ bearer: [] }], true],
    ['an operation that is open', bearer, [{ bearer: [] }], [], false],
    ['a token or nothing', bearer, undefined, [{ bearer: [] }, {}], false],
    ['a token, or a key, which needs no such header', { ...bearer, ...keys }, undefined, [{ bearer: [] }, { apiKeyQuery: [] }], false],
    ['a token and a key', { ...bearer, ...keys }, undefined, [{ apiKeyHeader: [], bearer: [] }], true],
    [
      'OAuth, with scopes',
      { aad: { type: 'oauth2', flows: { implicit: { scopes: { read: 'x' } } } } },
      undefined,
      [{ aad: ['read', 'write'] }],
      true,
    ],
    ['OpenID Connect', { oidc: { type: 'openIdConnect', openIdConnectUrl: 'https://login.contoso.com' } }, [{ oidc: [] }], undefined, true],
    ['a key that goes by the name', { jwt: { type: 'apiKey', in: 'header', name: 'authorization' } }, [{ jwt: [] }], undefined, true],
    ['Basic, which browsers attach by themselves', { basic: { type: 'http', scheme: 'basic' }, ...bearer }, [{ basic: [] }], undefined, false],
    ['what exports have: the subscription key', keys, [{ apiKeyHeader: [] }, { apiKeyQuery: [] }], undefined, false],
    ['a scheme that is not there', bearer, [{ other: [] }], undefined, false],
    ['none', bearer, undefined, undefined, false],
  ])('a token in Authorization: %s', async (_fact, schemes, security, own, asks) => {
    const operation = { operationId: 'a', ...(own === undefined ? {} : { security: own }), responses: { '200': { description: 'OK' } } };
    const rest = { paths: { '/a': { get: operation } }, ...(security === undefined ? {} : { security }) };
    const found = (read: SpecificationResult): unknown => read.ok && read.operations.map((one) => one.asksForToken);
    for (const described of [
      { ...rest, components: { schemas: { A: { properties: { securitySchemes: { type: 'object' } } } }, securitySchemes: schemes } },
      { ...rest, securityDefinitions: schemes },
    ]) {
      expect(found(await readOperations('specification.json', JSON.stringify(described)))).toEqual([asks]);
      for (const indentSeq of [true, false]) {
        const block = stringify(described, { indentSeq });
        const scanned = scanBlockYaml(block);
        // A list at the margin, and an empty map in flow style, are left to the full parser.
        if (indentSeq) expect(scanned?.map((one) => one.asksForToken)).toEqual([asks]);
        expect(found(await readOperations('specification.yaml', block))).toEqual([asks]);
        expect(found(await byFullParser(block))).toEqual([asks]);
      }
    }
  });

  test('an id of its own is derived as API Management derives it: 76 characters, no dashes at the ends', async () => {
    const [derived = ''] = await ids(`paths:\n  /${'long-'.repeat(40)}{id}/:\n    get:\n      summary: x\n`);
    expect(derived.split(' ')[0]).toMatch(/^get-long-/);
    expect(derived.split(' ')[0]).toHaveLength(76);
    expect(await ids('paths:\n  /foo/{bar}?buzz={quix}:\n    get:\n      summary: x\n')).toEqual([
      'get-foo-bar-buzz-quix GET /foo/{bar}?buzz={quix}',
    ]);
  });

  test('display names are read on request, by both readers', async () => {
    const scanned = scanBlockYaml(exported, true);
    expect(scanned?.map(({ summary }) => summary)).toEqual(['List orders', null, 'without an id']);
    expect(scanBlockYaml(exported)?.map(({ summary }) => summary)).toEqual([null, null, null]);
    const flow = await readOperations('specification.yaml', 'paths: {/a: {get: {summary: A}}}', true);
    expect(flow.ok && flow.operations.map(({ summary }) => summary)).toEqual(['A']);
  });

  test.each<[string, string, string, number]>([
    ['YAML with a placeholder', 'specification.yaml', 'openapi: 3.0.1\npaths: {}\nservers:\n  - url: [url goes here]]\n]\n', 4],
    ['JSON that ends early', 'specification.json', '{\n  "paths": {\n', 3],
    ['JSON with a placeholder', 'specification.json', '{\n  "paths": [the paths]\n}', 2],
  ])('%s is a problem with its line', async (_name, path, text, line) => {
    expect(await readOperations(path, text)).toMatchObject({ ok: false, line });
  });
});

describe('the line scanner agrees with the full parser', () => {
  const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ._-]{0,12}$/).map((text) => text.trim());
  const anyText = fc.oneof(
    word,
    fc.string({ maxLength: 30 }),
    fc.constantFrom('operationId: x', 'get:', 'a |', 'one: two', '# no', '- item', '"', "it's", 'yes'),
  );
  const schemes = fc.constantFrom('bearer', 'key', 'api-key', 'oauth2');
  const security = fc.array(fc.dictionary(schemes, fc.array(word, { maxLength: 2 }), { maxKeys: 2 }), { maxLength: 2 });
  const scheme = fc.record(
    {
      type: fc.constantFrom('http', 'apiKey', 'oauth2'),
      scheme: fc.constantFrom('bearer', 'Bearer', 'basic'),
      in: fc.constantFrom('header', 'query'),
      name: fc.oneof(word, fc.constant('Authorization')),
      description: anyText,
    },
    { requiredKeys: ['type'] },
  );
  const operation = fc.record(
    {
      tags: fc.array(word, { maxLength: 2 }),
      summary: anyText,
      description: fc.oneof(
        anyText,
        fc.array(anyText, { minLength: 2, maxLength: 4 }).map((lines) => lines.join('\n')),
      ),
      operationId: fc.oneof(word, anyText),
      parameters: fc.array(fc.record({ name: word, in: fc.constant('query'), get: anyText }), { maxLength: 2 }),
      requestBody: fc.oneof(
        fc.record({ $ref: fc.constant('#/components/requestBodies/Order') }),
        fc.record(
          {
            description: fc.oneof(anyText, fc.constant('one\ncontent:\n  application/json:\n')),
            content: fc.dictionary(
              fc.constantFrom('application/json', 'application/merge-patch+json', 'text/plain', 'multipart/form-data', '*/*', 'application/xml'),
              fc.record({ schema: fc.record({ type: word, example: anyText }) }, { requiredKeys: [] }),
              { maxKeys: 3 },
            ),
          },
          { requiredKeys: [] },
        ),
      ),
      security,
      responses: fc.dictionary(fc.constantFrom('200', '404', 'default'), fc.record({ description: anyText })),
    },
    { requiredKeys: [] },
  );
  const verb = fc.constantFrom('get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'parameters', 'summary', 'x-note');
  const path = fc
    .array(fc.oneof(fc.stringMatching(/^[a-z0-9_~.-]{1,8}$/), fc.constantFrom('{id}', '{a}:go', "o'clock", 'a b', 'é', '*')), { maxLength: 3 })
    .map((parts) => `/${parts.join('/')}`);
  const item = fc.dictionary(verb, operation, { maxKeys: 4 }).map((verbs) => ({
    ...verbs,
    ...('parameters' in verbs ? { parameters: [{ name: 'get', in: 'path' }] } : {}),
    ...('summary' in verbs ? { summary: 'get: not an operation' } : {}),
  }));
  const specification = fc.record(
    {
      openapi: fc.constant('3.0.1'),
      info: fc.record({ title: anyText, description: anyText }),
      security,
      paths: fc.dictionary(path, item, { maxKeys: 5 }),
      components: fc.record(
        {
          schemas: fc.dictionary(word, fc.record({ description: anyText }), { maxKeys: 2 }),
          securitySchemes: fc.dictionary(schemes, scheme, { minKeys: 1 }),
        },
        { requiredKeys: ['schemas'] },
      ),
    },
    { requiredKeys: ['openapi', 'info', 'paths', 'components'] },
  );
  const style = fc.record({
    indent: fc.constantFrom(2, 4),
    indentSeq: fc.boolean(),
    lineWidth: fc.constantFrom(0, 20, 80),
    singleQuote: fc.constantFrom(true, false, null),
  });

  test('on generated descriptions in every block style', async () => {
    let scanned = 0;
    await fc.assert(
      fc.asyncProperty(specification, style, fc.boolean(), async (value, options, isCrlf) => {
        const text = stringify(value, options).replaceAll('\n', isCrlf ? '\r\n' : '\n');
        const quick = scanBlockYaml(text, false);
        if (quick === null) return;
        scanned += 1;
        const full = await byFullParser(text);
        expect({ ok: true, operations: quick }).toEqual(full);
      }),
      { numRuns: 1200 },
    );
    // A scanner that gives up always would agree always.
    expect(scanned).toBeGreaterThan(150);
  });

  const corpus = join(__dirname, '../../../shared/data/repositories');
  if (!existsSync(corpus)) console.log('skipped: no public repositories to read here');
  test('on the specifications of public repositories', async () => {
    const paths = existsSync(corpus) ? readdirSync(corpus, { recursive: true, encoding: 'utf8' }) : [];
    for (const path of paths.filter((name) => /specification\.ya?ml$/.test(name))) {
      const text = readFileSync(join(corpus, path), 'utf8');
      const quick = scanBlockYaml(text);
      // Broken elsewhere, a description still says which operations it has.
      const full = await byFullParser(text);
      if (quick !== null && full.ok) expect({ path, ok: true, operations: quick }).toEqual({ path, ...full });
    }
  });
});

test('forty thousand operations of an exporter’s YAML need no full parser', () => {
  const one = (index: number): string =>
    [
      `  /orders/${index}/{id}:`,
      '    get:',
      '      summary: Get an order',
      `      operationId: get-order-${index}`,
      '      parameters:',
      '        - name: id',
      '          in: path',
      '          required: true',
      '          schema:',
      '            type: string',
      '      responses:',
      "        '200':",
      '          description: OK',
      '',
    ].join('\n');
  const text = `openapi: 3.0.1\npaths:\n${Array.from({ length: 40_000 }, (_, index) => one(index)).join('')}`;
  expect(scanBlockYaml(text)).toHaveLength(40_000);
});

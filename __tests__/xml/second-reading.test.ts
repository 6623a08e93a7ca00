import { secondReading } from '../../src/xml/second-reading.js';
import { parseXml } from '../../src/xml/document.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { PolicyCache } from '../../src/apim/policy-cache.js';
import { openRepository } from '../../src/layouts/repository.js';
import type { Tree } from '../../src/layouts/tree.js';
import { reviewTrees } from '../../src/review/run.js';
import type { XmlProblem } from '../../src/xml/nodes.js';
import { defaultSettings } from '../../src/config/settings.js';
import { memoryTree } from '../memory-tree.js';
import { generated } from './well-formed.js';

/** Documents that policies are written as; two parsers have to agree on each. */
const documents: readonly (readonly [string, string])[] = [
  ['a policy', policy([...cors({ origins: ['https://app.contoso.com'] }), '<base />'])],
  ['one line', '<policies><inbound><base/></inbound></policies>'],
  ['a byte order mark and a declaration', '\ufeff<?xml version="1.0" encoding="utf-8"?>\r\n<policies>\r\n<inbound><base /></inbound></policies>\r\n'],
  ['comments with tags in them', '<policies><!-- <cors> --><inbound><!-- a > b --><base /></inbound></policies>'],
  ['CDATA with tags in it', '<policies><inbound><set-body><![CDATA[<cors/> ]]></set-body></inbound></policies>'],
  ['instructions', '<policies><?note <cors/> ?><inbound /></policies>'],
  ['references and angle brackets in values', '<policies><inbound><set-variable name="a" value="1 &gt; 0 > &quot;x&quot;" /></inbound></policies>'],
  [
    'C# as it is written in source files',
    '<policies><inbound><set-variable name="a" value="@(context.A<int>("x") > 1 ? "<a>" : "b")" /></inbound></policies>',
  ],
  [
    'C# as text',
    '<policies><inbound><set-body>@{ var a = "<cors>"; if (1 < 2 && a != "") { return a; } return "</x>"; }</set-body></inbound></policies>',
  ],
  ['single quotes and spaces in tags', "<policies ><inbound\n a = 'b > c' ><base\n/></inbound\n></policies >"],
  ['names that objects have', '<policies><inbound><constructor><toString /></constructor><hasOwnProperty /></inbound></policies>'],
  ['prefixes and dots', '<policies><inbound><a:b.c-d_e /></inbound></policies>'],
  ['an empty element as the root', '<fragment />'],
];

test.each(documents)('%s: both readers find the same elements', (_, text) => {
  expect(parseXml(text).ok).toBe(true);
  expect(secondReading(text)).toBeNull();
});

test('both readers find the same elements in generated documents', () => {
  const texts = Array.from({ length: 1000 }, (_, seed) => generated(seed + 1)).filter((text) => parseXml(text).ok);
  expect(texts.length).toBeGreaterThan(500);
  expect(texts.filter((text) => secondReading(text) !== null)).toEqual([]);
});

test('a difference is told where it begins', () => {
  // Not what the first reader takes: it stands for a document on which the two would differ.
  const problem = secondReading('<policies>\n  <inbound>\n    <base />\n  </inbound>\n</policies>\n<more />');
  expect(problem).toMatchObject({ code: 'malformed', line: expect.any(Number) });
});

test('only what a pull request changes is read twice, and what the second reader refuses is malformed', async () => {
  const files = { 'infra/a.xml': policy([]), 'infra/b.xml': policy([]) };
  const tree = memoryTree(files);
  const read: string[] = [];
  const doubted = {
    paths: new Set(['infra/a.xml']),
    read: (text: string): XmlProblem => {
      read.push(text);
      return { code: 'malformed', says: { code: 'two-parsers', given: {} }, offset: 0, line: 1, column: 1 };
    },
  };
  const scopes = [
    { path: 'infra/a.xml', scope: 'global' },
    { path: 'infra/b.xml', scope: 'api', api: 'orders' },
  ] as const;
  const [service] = await (await openRepository(tree, { scopes, environments: [] }, new PolicyCache(doubted))).loadAll();
  expect(read).toEqual([files['infra/a.xml']]);
  expect(service?.global).toMatchObject({ ok: false, broken: { says: { code: 'two-parsers' } } });
  expect(service?.apis[0]?.policy?.ok).toBe(true);
});

test('a change that both read alike is reviewed as ever', async () => {
  const path = 'apimartifacts/policy.xml';
  const at = (origin: string): Tree => memoryTree({ [path]: policy(cors({ origins: [origin] })) });
  const review = await reviewTrees(at('https://app.contoso.com'), at('*'), { settings: defaultSettings, today: '2026-01-01' });
  const rules = review.findings.map(({ rule }) => rule);
  expect(rules).toContain('wildcard-origin');
  expect(rules).not.toContain('malformed-policy');
});

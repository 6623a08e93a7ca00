import { defaultSettings } from '../../src/config/defaults.js';
import { explainRequest } from '../../src/explain/explanation.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { draftAnswer, type Answer, type ShownCause } from '../../src/playground/draft-answer.js';
import { readOperationLines, treeOf, type PlaygroundDraft } from '../../src/playground/draft.js';
import { firstDraft, firstStart } from '../../src/playground/first-draft.js';

const today = '2026-11-30';
const app = 'https://app.contoso.com';
const portal = 'https://contoso.developer.azure-api.net';

function said(runs: readonly { readonly text: string }[]): string {
  return runs.map(({ text }) => text).join('');
}

function cellsOf({ matrix }: Answer, origin: string): readonly string[] {
  const row = matrix.rows.find((one) => one.origin === origin);
  return (row?.cells ?? []).map(({ before, now, direction }, index) => `${matrix.operations[index]?.method ?? ''} ${before} ${now} ${direction}`);
}

function first({ causes }: Answer): ShownCause {
  const [cause] = causes;
  if (cause === undefined) throw new Error('there is no cause');
  return cause;
}

test('the first example: enabling CORS for the portal locks the app out, and the lines that decide are marked in both policies', async () => {
  const answer = await draftAnswer(firstStart, firstDraft, today);
  expect(answer.headline).toBe(`${app} can no longer call orders`);
  expect(answer.conclusion).toBe('fail');
  expect(cellsOf(answer, app)).toEqual(['GET yes no narrowed', 'PUT yes no narrowed']);
  expect(cellsOf(answer, portal)).toEqual(['GET no yes widened', 'PUT no yes widened']);
  expect(answer.matrix.operations).toEqual([
    { method: 'GET', url: '/orders/{id}' },
    { method: 'PUT', url: '/orders/{id}' },
  ]);
  expect(first(answer).lines).toEqual([
    { policy: 'global', line: 3, label: 'answers first, and does not list it' },
    { policy: 'api', line: 3, label: 'brings it in here' },
    { policy: 'api', line: 4, label: 'lists it, and comes second' },
  ]);
  expect(first(answer).depends.map(({ point }) => point)).toEqual(['terminate-unmatched-default']);
});

test('each safe repair of the first example gives the app back what it had at the start', async () => {
  const { causes } = await draftAnswer(firstStart, firstDraft, today);
  const safe = causes.flatMap(({ repairs }) => repairs).filter(({ isSafe }) => isSafe);
  expect(safe.length).toBeGreaterThan(1);
  for (const { repaired } of safe) {
    const after = await draftAnswer(firstStart, repaired, today);
    expect(cellsOf(after, app)).toEqual(['GET yes yes equal', 'PUT yes yes equal']);
    expect(after.causes.map(({ rule }) => rule)).not.toContain('inherited-cors-decides');
  }
});

test('the start itself is looked at like any state, and changes nothing', async () => {
  const answer = await draftAnswer(firstDraft, firstDraft, today);
  expect(answer.sentences.at(-1)).toBe('This is the start.');
  expect(answer.causes.map(({ rule }) => rule)).toContain('inherited-cors-decides');
  expect(answer.matrix.rows.flatMap(({ cells }) => cells.map(({ direction }) => direction))).not.toContain('narrowed');
});

const drafts: Readonly<Record<string, PlaygroundDraft>> = {
  'no CORS at all': { global: '', api: policy([]), operations: 'GET /{id}' },
  'every origin, and a credentials mode': {
    global: policy(cors({ origins: ['*'], attributes: ' allow-credentials="true" terminate-unmatched-request="true"' })),
    api: policy(['<base />']),
    operations: 'GET /a\nPOST /a\nDELETE /b/{x}',
  },
  'own CORS without base': {
    global: policy(cors({ origins: [portal] })),
    api: policy(cors({ origins: [app], methods: ['PUT'] })),
    operations: 'PUT /\nGET /',
  },
  'the first example': firstDraft,
};

test.each(Object.entries(drafts))('%s: a cell says what explain says of the request', async (_, draft) => {
  const { matrix } = await draftAnswer(firstStart, draft, today);
  const tree = treeOf(draft, 'now');
  const { operations } = readOperationLines(draft.operations);
  for (const { origin, cells } of matrix.rows) {
    if (origin === '*') continue;
    for (const [index, operation] of operations.entries()) {
      const { verdict } = await explainRequest(
        tree,
        {
          request: { origin, method: operation.method, headers: [], credentials: 'omit' },
          destination: { kind: 'name', workspace: null, api: 'orders', operation: operation.id },
          product: null,
          key: 'query',
        },
        defaultSettings,
        null,
      );
      const expected = { yes: 'allowed', no: 'blocked', unknown: 'unknown', refused: 'unknown', '-': 'none' }[cells[index]?.now ?? '-'];
      expect([origin, operation.method, verdict]).toEqual([origin, operation.method, expected]);
    }
  }
});

test.each([
  ['text that is no XML', '<policies><inbound>'],
  ['a document type', '<!DOCTYPE policies [<!ENTITY a "b">]><policies>&a;</policies>'],
  ['another root', '<html><script>alert(1)</script></html>'],
  ['a lone surrogate', '<policies>\ud800</policies>'],
])('%s is a finding at a line of that policy', async (_, api) => {
  const answer = await draftAnswer(firstStart, { ...firstStart, api }, today);
  expect(answer.conclusion).toBe('fail');
  expect(answer.causes.flatMap(({ lines }) => lines).some(({ policy: at }) => at === 'api')).toBe(true);
});

test('hostile names come as text, hidden characters written out', async () => {
  const origin = '<img src=x onerror=alert(1)>\u202e';
  const draft: PlaygroundDraft = { ...firstStart, api: policy(cors({ origins: [origin.replaceAll('<', '&lt;')] })) };
  const answer = await draftAnswer(firstStart, draft, today);
  expect(JSON.stringify(answer.causes.map(({ title, reason }) => [title, reason]))).toContain('onerror=alert(1)');
  expect(said(answer.causes.flatMap(({ title, reason }) => [...title, ...reason]))).not.toContain('\u202e');
});

test('many origins: the table is cut, the null origin and everybody else stay', async () => {
  const origins = Array.from({ length: 200 }, (_, index) => `https://app${index}.contoso.com`);
  const { matrix } = await draftAnswer(firstStart, { ...firstStart, api: policy(cors({ origins })) }, today);
  expect(matrix.rows).toHaveLength(60);
  expect(matrix.rows.slice(-2).map(({ origin }) => origin)).toEqual(['null', '*']);
  expect(matrix.originsLeftOut).toBe(143);
});

test('operations: one a line, the same one once, ids told apart, what is none is named', () => {
  const { operations, wrongLines } = readOperationLines('get /a\r\n\nGET  /a\nPUT /a-\nPUT /a.\nhello\nGET a\n');
  expect(operations.map(({ id, method, urlTemplate }) => `${id}|${method} ${urlTemplate}`)).toEqual([
    'get-a|GET /a',
    'put-a|PUT /a-',
    'put-a-3|PUT /a.',
  ]);
  expect(wrongLines).toEqual([6, 7]);
  const many = readOperationLines(Array.from({ length: 45 }, (_, index) => `GET /${index}`).join('\n'));
  expect([many.operations.length, many.wrongLines.length]).toEqual([40, 5]);
});

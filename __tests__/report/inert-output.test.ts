import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { ansiPaint } from '../../src/cli/ansi-paint.js';
import { ConfigError, InputError } from '../../src/config/errors.js';
import { defaultSettings } from '../../src/config/settings.js';
import { reportExplorer } from '../../src/explorer/explorer-html.js';
import { explainRequest } from '../../src/explain/explanation.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { reportAnnotations } from '../../src/report/annotations.js';
import { reportAzure } from '../../src/report/azure.js';
import { visible } from '../../src/report/escape.js';
import { explanationMarkdown, explanationsJson, explanationText } from '../../src/report/explanation-text.js';
import { reportGitlab } from '../../src/report/gitlab.js';
import { reportHtml } from '../../src/report/html.js';
import { reportJson, reviewReport } from '../../src/report/json.js';
import { reportJunit } from '../../src/report/junit.js';
import { markdownReport } from '../../src/report/markdown.js';
import { unpainted } from '../../src/report/paint.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { reportRdjson } from '../../src/report/rdjson.js';
import { reportSarif } from '../../src/report/sarif.js';
import { messagePhrase } from '../../src/report/sentences/statements.js';
import { reportText } from '../../src/report/text.js';
import { orderedFindings } from '../../src/report/finding-order.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import type { Pair } from '../../src/review/sides.js';
import { memoryTree } from '../memory-tree.js';
import { review as anyReview, text as anyText } from './arbitrary.js';
import { bigReview, hostileTexts, rules } from './fixtures.js';
import { commandsIn, hiddenIn, readSarifText } from './inert.js';
import { alive } from './markdown-check.js';

/** Every format of a review, as it is written to standard output or to a file. */
const formats: Readonly<Record<string, (review: Review) => string>> = {
  text: (review) => reportText(review, { paint: unpainted, width: 100 }),
  json: (review) => reportJson(review, '0.1.0'),
  markdown: (review) => markdownReport(review, { rules }),
  sarif: (review) => reportSarif(review, { toolVersion: '0.1.0', rules }),
  html: (review) => reportHtml(review, { toolVersion: '0.1.0', rules }),
  azure: (review) => reportAzure(review).join('\n'),
  junit: reportJunit,
  gitlab: reportGitlab,
  rdjson: (review) => reportRdjson(review, rules),
  github: (review) => reportAnnotations(review, { existing: true }).join('\n'),
};

/** The commands that annotations are: everything up to the message. */
const annotation = /^::(?:error|warning|notice) [^:]*::/;
const ours: Readonly<Record<string, RegExp>> = { github: annotation, azure: /^##vso\[task\.logissue [^\]]*\]/ };

function expectInert(review: Review): void {
  for (const [format, write] of Object.entries(formats)) {
    const text = write(review);
    expect([format, commandsIn(text, ours[format])]).toEqual([format, []]);
    expect([format, hiddenIn(text)]).toEqual([format, []]);
  }
  expect(commandsIn(reportText(review, { paint: ansiPaint, width: 40 }))).toEqual([]);
  expect(alive(formats['markdown']?.(review) ?? '')).toEqual([]);
}

test('no text of a review is a command, or hidden, in any format', () => {
  expectInert(bigReview());
  fc.assert(fc.property(anyReview, expectInert), { numRuns: 150 });
});

test('JSON is the same value when it is read', () => {
  fc.assert(
    fc.property(anyReview, (review) => {
      expect(JSON.parse(reportJson(review, '0.1.0'))).toEqual(JSON.parse(JSON.stringify(reviewReport(review, '0.1.0'))));
    }),
    { numRuns: 200 },
  );
});

test('a SARIF message says what the finding says, without placeholders and links', () => {
  fc.assert(
    fc.property(anyReview, (review) => {
      const log = JSON.parse(reportSarif(review, { toolVersion: '0.1.0', rules })) as {
        readonly runs: readonly { readonly results: readonly { readonly message: { readonly text: string } }[] }[];
      };
      const said = [...orderedFindings(review.findings), ...review.ignored.map(({ finding }) => finding)];
      expect(log.runs[0]?.results.map(({ message }) => readSarifText(message.text))).toEqual(
        said.map((finding) => visible(wholePhrase(messagePhrase(finding)))),
      );
    }),
    { numRuns: 300 },
  );
});

/** The place in a repository that holds the hostile text. */
const places = [
  'api id',
  'api name',
  'api path',
  'operation id',
  'url template',
  'origin',
  'method',
  'header',
  'product',
  'fragment',
  'named value',
  'named value text',
  'root',
  'branch',
  'element',
  'attribute',
  'metadata',
  'unplaced file',
] as const;

/** A service whose texts are plain but for one place. `origins`: what its APIs' `<cors>` lists. */
function files(at: (place: (typeof places)[number], plain: string) => string, origins: readonly string[]): Readonly<Record<string, string>> {
  const name = (place: (typeof places)[number], plain: string): string => at(place, plain).replaceAll('/', '-') || plain;
  const xml = (text: string): string => text.replace(/[&<]/g, (one) => (one === '&' ? '&amp;' : '&lt;'));
  const root = at('root', 'artifacts');
  const api = `${root}/apis/${name('api id', 'orders')}`;
  const value = name('named value', 'portal');
  const lists = cors({
    origins: [...origins, xml(at('origin', 'https://shop.contoso.com'))],
    methods: [xml(at('method', 'GET'))],
    headers: [xml(at('header', 'x-a'))],
  });
  const specification = {
    openapi: '3.0.1',
    info: { title: 'Orders', version: '1' },
    paths: {
      [`/orders/${at('url template', 'all')}`]: {
        get: { operationId: at('operation id', 'get'), responses: {} },
        put: { operationId: 'put', responses: {} },
      },
    },
  };
  return {
    [`${root}/policy.xml`]: policy([`<include-fragment fragment-id="${xml(at('fragment', 'shared')).replaceAll('"', '&quot;')}" />`]),
    [`${root}/policy fragments/${name('fragment', 'shared')}/policy.xml`]: `<fragment>${cors({ origins: ['{{portal}}'] }).join('\n')}</fragment>`,
    [`${root}/named values/${value}/namedValueInformation.json`]: JSON.stringify({
      properties: { displayName: at('named value', 'portal'), value: at('named value text', 'https://portal.contoso.com'), secret: false },
    }),
    [`${api}/apiInformation.json`]: JSON.stringify({
      properties: { displayName: at('api name', 'Orders'), path: at('api path', 'orders'), protocols: ['https'], subscriptionRequired: true },
    }),
    [`${api}/specification.json`]: JSON.stringify(specification),
    [`${api}/policy.xml`]: policy(['<base />', ...lists, `<${at('element', 'rate-limit')} calls="${at('attribute', '1')}" />`]),
    [`${root}/products/${name('product', 'starter')}/productInformation.json`]: JSON.stringify({
      properties: { displayName: at('product', 'Starter'), subscriptionRequired: true, state: 'published' },
    }),
    [`${root}/products/${name('product', 'starter')}/apis.json`]: JSON.stringify([{ name: name('api id', 'orders') }]),
    [`${root}/products/${name('product', 'starter')}/policy.xml`]: policy(cors({ origins: ['https://a.contoso.com'] })),
    [`${root}/apis/stock/apiInformation.json`]: at('metadata', '{"properties":{"path":"stock"}}'),
    [`elsewhere/${at('unplaced file', 'policy')}.xml`]: policy(cors({ origins: ['*'] })),
  };
}

const texts = fc.oneof(
  anyText,
  fc.constantFrom(
    '::error file=x::y',
    'a::Set-Output name=x::y',
    '##[error]x',
    'a##VSO[task.setvariable variable=x]y',
    'x\u202ey\u0085z',
    'a`b',
    'a`b and `c',
    'a ::Add-Mask::b ##VSO[task.setvariable variable=x]y ##vso[task.complete]z ###[group]',
    '[a](0) {0} {{named}} \\[b\\](1) [c\\\\](2)',
    '\n::warning::x',
    ...hostileTexts,
  ),
);

test('whatever place of a repository a text stands in, no format of review, scan and explain brings it to life, nor the explorer', async () => {
  let explained = 0;
  await fc.assert(
    fc.asyncProperty(fc.subarray([...places], { minLength: 1, maxLength: 4 }), texts, async (hostile, text) => {
      const side = (origins: readonly string[]): Readonly<Record<string, string>> =>
        files((place, plain) => (hostile.includes(place) ? text : plain), origins);
      const label = hostile.includes('branch') ? text : 'topic';
      const [base, head] = [memoryTree(side([]), 'main'), memoryTree(side(['*']), label)];
      let pairs: readonly Pair[] = [];
      const options = { settings: defaultSettings, today: '2026-06-15', onEvaluated: (all: readonly Pair[]) => void (pairs = all) };
      for (const made of [await reviewTrees(base, head, options), await scanTree(head, options)]) {
        expectInert(made);
        const shown = { base: new Map(Object.entries(side([]))), head: new Map(Object.entries(side(['*']))) };
        const page = await reportExplorer(made, { pairs, assume: defaultSettings.assume, texts: shown }, 'void 0;', { toolVersion: '0.1.0', rules });
        expect([commandsIn(page), hiddenIn(page)]).toEqual([[], []]);
        // What it looks around in stands in it compressed, and reads as what was put in.
        const [, packed = ''] = /id="explorer-data"[^>]*>([^<]*)</.exec(page) ?? [];
        expect(inflateSync(Buffer.from(packed, 'base64')).toString()).toContain('"cells"');
      }
      const asked = {
        request: { origin: 'https://shop.contoso.com', method: 'PUT', headers: [{ name: 'x-b', value: text }], credentials: 'include' as const },
        destination: { kind: 'url', url: '/orders/orders/all' } as const,
        product: null,
        key: null,
      };
      const explanation = await explainRequest(head, asked, defaultSettings, null).catch((error: unknown) => {
        // A hostile name may leave no such request to explain; anything else is a fault.
        if (error instanceof InputError || error instanceof ConfigError) return null;
        throw error;
      });
      if (explanation === null) return;
      explained += 1;
      for (const shown of [explanationText(explanation, unpainted), explanationMarkdown(explanation), explanationsJson([explanation])]) {
        expect([commandsIn(shown), hiddenIn(shown)]).toEqual([[], []]);
      }
      const ownLinks = /\[(?:And w|W)hy\]\(https:\/\/github\.com\/apim-cors\/[^()\s]*\)/g;
      expect(alive(explanationMarkdown(explanation).replace(ownLinks, ''))).toEqual([]);
    }),
    { numRuns: 40 },
  );
  expect(explained).toBeGreaterThan(10);
}, 120_000);

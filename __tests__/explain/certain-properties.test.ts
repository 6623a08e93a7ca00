import fc from 'fast-check';
import { sentRequest } from '../../src/browser/judge.js';
import { defaultSettings } from '../../src/config/settings.js';
import { weakest } from '../../src/cors/certainty.js';
import type { Certainty } from '../../src/text/scales.js';
import { explore, type Question } from '../../src/cors/worlds.js';
import { ServiceState } from '../../src/effective/service-state.js';
import { course, type Course } from '../../src/explain/course.js';
import { completed, explainTarget, type ExplainRequest } from '../../src/explain/explanation.js';
import { ServiceFinder, type ExplainTarget } from '../../src/explain/request-target.js';
import { cors } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';
import { artifacts, type ServiceText } from '../serve/artifacts.js';

/** How sure `explain` is, and that it names what could turn its answer round: over services with all that may stand in the way of a request. */

const app = 'https://app.contoso.com';
const order: readonly Certainty[] = ['unknown', 'inferred', 'reported', 'documented'];
const isNoSurer = (one: Certainty, than: Certainty): boolean => order.indexOf(one) <= order.indexOf(than);

const element = fc
  .record({
    origins: fc.constantFrom([app], ['https://portal.contoso.com'], ['*'], [`${app}/`], ['null'], ['{{origin}}']),
    methods: fc.constantFrom(['GET'], ['GET', 'PUT'], ['*']),
    headers: fc.constantFrom(['*'], ['x-a'], ['x-']),
    attributes: fc.constantFrom('', ' terminate-unmatched-request="false"', ' terminate-unmatched-request="true"', ' allow-credentials="true"'),
  })
  .map((text) => cors(text));

const answers = (status: number, origin: string): readonly string[] => [
  '<return-response>',
  `  <set-status code="${status}" />`,
  `  <set-header name="Access-Control-Allow-Origin" exists-action="override"><value>${origin}</value></set-header>`,
  '</return-response>',
];
const piece = fc.oneof(
  { weight: 4, arbitrary: element },
  { weight: 3, arbitrary: fc.constant(['<base />']) },
  fc.constantFrom<readonly string[]>(
    ['<include-fragment fragment-id="shared" />'],
    ['<check-header name="x-a" failed-check-httpcode="403" />'],
    ['<validate-jwt header-name="Authorization" />'],
    ['<rate-limit calls="5" renewal-period="60" />'],
    answers(200, app),
    answers(403, '*'),
  ),
  element.map((lines) => ['<choose>', '<when condition="@(context.Request.IpAddress == &quot;x&quot;)">', ...lines, '</when>', '</choose>']),
);
const kindOf = (lines: readonly string[]): string => (lines[0] ?? '').slice(0, 5);
// A policy has at most one <base />, and one <cors> that stands by itself.
const inbound = fc
  .array(piece, { maxLength: 3 })
  .map((pieces) => pieces.filter((lines, at) => pieces.findIndex((one) => kindOf(one) === kindOf(lines)) === at).flat());
const outbound = (header: string, value: string): readonly string[] => [
  '  <outbound>',
  '    <base />',
  `    <set-header name="${header}" exists-action="override"><value>${value}</value></set-header>`,
  '  </outbound>',
];
const rest = fc.constantFrom<readonly string[] | undefined>(
  undefined,
  undefined,
  outbound('Access-Control-Allow-Origin', app),
  outbound('Access-Control-Allow-Origin', '*'),
  outbound('Access-Control-Allow-Credentials', 'true'),
);

const service: fc.Arbitrary<ServiceText> = fc
  .record({
    global: inbound,
    api: inbound,
    rest,
    operation: fc.option(inbound, { nil: undefined, freq: 2 }),
    fragment: element,
    product: fc.constantFrom<'none' | 'open' | 'keyed'>('none', 'none', 'open', 'keyed'),
    ofProduct: inbound,
    takesOptions: fc.boolean(),
    hasGlobal: fc.boolean(),
  })
  .map(({ global, api, rest: sections, operation, fragment, product, ofProduct, takesOptions, hasGlobal }) => ({
    global: hasGlobal ? global : [],
    apis: [
      {
        id: 'orders',
        inbound: api,
        ...(sections === undefined ? {} : { rest: sections }),
        methods: takesOptions ? ['GET', 'PUT', 'OPTIONS'] : ['GET', 'PUT'],
        ...(operation === undefined ? {} : { operations: { PUT: operation } }),
        subscriptionRequired: product === 'keyed',
      },
    ],
    products: product === 'none' ? [] : [{ id: 'starter', apis: ['orders'], subscriptionRequired: product === 'keyed', inbound: ofProduct }],
    fragments: { shared: fragment },
  }));

const request = fc.record({
  origin: fc.constantFrom(app, app, 'null', 'https://elsewhere.example'),
  method: fc.constantFrom('GET', 'PUT'),
  headers: fc.constantFrom([], [{ name: 'x-a', value: '1' }]),
  credentials: fc.constantFrom<'omit' | 'include'>('omit', 'omit', 'include'),
});

async function targetOf(text: ServiceText, asked: ExplainRequest): Promise<ExplainTarget> {
  return new ServiceFinder(memoryTree(artifacts(text)), defaultSettings, null).find(asked);
}

/** The course of the request in every world, and the questions that are asked on the way. */
function worldsOf(
  target: ExplainTarget,
  asked: ExplainRequest,
): ReturnType<typeof explore<Course>> & { readonly questions: ReadonlyMap<string, Question> } {
  const questions = new Map<string, Question>();
  const full = completed(asked.request, target);
  const run = explore((walk) =>
    course(target, full, sentRequest(full), { ...walk, ask: (question) => (questions.set(question.id, question), walk.ask(question)) }),
  );
  return { ...run, questions };
}

/** A service whose own `<cors>` ends what it does not list, as far as is reported: settled otherwise, the request comes to the one that lists it. */
const turning: readonly [ServiceText, ExplainRequest['request']] = [
  {
    global: cors({ origins: [app] }),
    apis: [
      {
        id: 'orders',
        inbound: [...cors({ origins: ['https://portal.contoso.com'] }), '<base />'],
        methods: ['GET', 'PUT'],
        subscriptionRequired: false,
      },
    ],
  },
  { origin: app, method: 'GET', headers: [], credentials: 'omit' },
];

const destination = { kind: 'name', workspace: null, api: 'orders', operation: null } as const;

test('no answer is surer than the weakest fact that it needs', async () => {
  let sure = 0;
  await fc.assert(
    fc.asyncProperty(service, request, async (text, page) => {
      const asked: ExplainRequest = { request: page, destination, product: null, key: null };
      const target = await targetOf(text, asked);
      const { verdict, certainty } = explainTarget(target, asked, new Map());
      const { worlds, complete } = worldsOf(target, asked);
      if (!complete) return;
      if (verdict === 'unknown') expect(certainty).toBe('unknown');
      else {
        sure += 1;
        const followed = worlds.filter((world) => !world.readings.some((reading) => reading.stands === 'other'));
        expect(isNoSurer(certainty, weakest(...followed.flatMap((world) => world.facts.map((fact) => fact.certainty))))).toBe(true);
        // What would be another answer without the leanings is no surer than they are.
        const ends = new Set(worlds.map(({ result }) => result.verdict));
        if (ends.has('allowed') && ends.has('blocked')) expect(isNoSurer(certainty, 'reported')).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
  expect(sure).toBeGreaterThan(50);
});

test('settling a point never turns an answer round that did not name it', async () => {
  let turned = 0;
  await fc.assert(
    fc.asyncProperty(service, request, async (text, page) => {
      const asked: ExplainRequest = { request: page, destination, product: null, key: null };
      const target = await targetOf(text, asked);
      const before = explainTarget(target, asked, new Map());
      const { questions, complete } = worldsOf(target, asked);
      if (!complete || before.verdict === 'unknown') return;
      for (const { id, readings } of questions.values()) {
        for (const { value } of readings) {
          const assume = new Map([[id, value]]);
          const state = new ServiceState(target.route.state.service, assume);
          const after = explainTarget({ ...target, route: { ...target.route, state } }, asked, assume);
          if (after.verdict === before.verdict || after.verdict === 'unknown') continue;
          turned += 1;
          const named = before.outcomes.some(
            ({ verdict, when }) =>
              verdict === after.verdict && when.code === 'readings' && when.readings.some((one) => one.question === id && one.value === value),
          );
          expect({ id, value, from: before.verdict, to: after.verdict, named }).toMatchObject({ named: true });
        }
      }
    }),
    { numRuns: 300, examples: [[...turning]] },
  );
  expect(turned).toBeGreaterThan(0);
});

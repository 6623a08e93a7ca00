import { openRepository } from '../../src/layouts/repository.js';
import { PolicyCache } from '../../src/apim/policy-cache.js';
import { callerOf } from '../../src/calls/call-gateway.js';
import { familyOf } from '../../src/cors/worlds.js';
import { namedQuestions } from '../../src/cors/questions.js';
import { ServiceState } from '../../src/effective/service-state.js';
import { labFiles, labPointNames, labRequests, untellable } from '../../src/probe/lab.js';
import { runProbe, type Probed } from '../../src/probe/run-probe.js';
import { settledByName } from '../../src/probe/written-points.js';
import { refusedPaths } from '../../src/repairs/refusals.js';
import { scanTree } from '../../src/review/run.js';
import { defaultSettings } from '../../src/config/settings.js';
import { stubBackend } from '../../src/serve/backend.js';
import { listen } from '../../src/serve/server.js';
import { memoryTree } from '../memory-tree.js';

/** The lab's service on loopback, measured under these assumptions. */
async function measured(assume: ReadonlyMap<string, string>, only: string | null = null): Promise<Probed> {
  const repository = await openRepository(memoryTree(labFiles()), { scopes: [], environments: [] }, new PolicyCache());
  const [service] = await repository.loadAll();
  if (service === undefined) throw new Error('the lab is a service');
  const gateway = await listen({
    state: new ServiceState(service, assume),
    subscriptions: { product: null },
    assume,
    backend: stubBackend,
    port: 0,
    tell: () => undefined,
    bug: (error) => {
      throw error;
    },
  });
  try {
    const send = callerOf({ url: new URL(gateway.url), keys: [], patience: 5000 });
    const requests = labRequests(new ServiceState(service, new Map())).filter(({ group }) => only === null || group === only);
    return await runProbe(requests, {
      send,
      spacing: 0,
      most: 200,
      now: () => 0,
      wait: () => Promise.resolve(),
    });
  } finally {
    await gateway.close();
  }
}

/** What `serve` answers with where nothing is assumed. */
const leanings = new Map(
  namedQuestions.flatMap(({ id, readings }) => readings.flatMap((one) => (one.stands === 'leaning' ? [[id, one.value] as const] : []))),
);

test('every open point is asked about, or said not to be told by a request', () => {
  expect([...labPointNames, ...untellable].sort()).toEqual(namedQuestions.map(({ id }) => id).sort());
});

const readings = namedQuestions
  .filter(({ id }) => labPointNames.includes(id))
  .flatMap(({ id, readings: values }) => values.map(({ value }) => [id, value] as const));

/** How a name is printed is a question only where it is taken for the other. */
function assumed(point: string, value: string): ReadonlyMap<string, string> {
  return new Map([[point, value], ...(point === 'method-names-printed' ? [['method-names-ignore-case', 'yes'] as const] : [])]);
}

function found({ settlement }: Probed): ReadonlyMap<string, string> {
  expect(settlement.probed.filter(({ result }) => result === 'disagrees')).toEqual([]);
  return new Map([...settledByName(settlement.settled())].map(([name, { reading }]) => [name, reading.value]));
}

test.each(readings)('the lab finds %s=%s, and no other reading', async (point, value) => {
  const assume = assumed(point, value);
  const settled = found(await measured(assume, point));
  expect(settled.get(point)).toBe(value);
  for (const [name, reading] of settled) expect([name, reading]).toEqual([name, assume.get(name)]);
});

test.each(['first', 'last'] as const)('all points at once, each with its %s reading', async (which) => {
  const all = new Map(
    namedQuestions.filter(({ id }) => labPointNames.includes(id)).map((one) => [one.id, one.readings.at(which === 'first' ? 0 : -1)?.value ?? '']),
  );
  const probed = await measured(all);
  const settled = found(probed);
  // Where case counts, nobody prints a name in another one.
  const told = labPointNames.filter((point) => which === 'first' || point !== 'method-names-printed');
  expect([...settled].sort()).toEqual(told.map((point) => [point, all.get(point)]).sort());
  expect(probed.sent).toBeLessThan(100);
});

test('where nothing is assumed, the lab finds the leanings alone', async () => {
  expect([...found(await measured(new Map()))].sort()).toEqual([...leanings].filter(([point]) => labPointNames.includes(point)).sort());
});

/** Rules whose policies a gateway does not save, or saves without their `<cors>`. */
const notSaved = [
  'duplicate-cors',
  'refused-at-save',
  'missing-fragment',
  'malformed-policy',
  'invalid-origin',
  'cors-outside-inbound',
  'cors-not-direct-child',
  'policy-without-scope',
  'not-understood',
  'unreadable-metadata',
];

test('every policy of the lab can be saved', async () => {
  const files = memoryTree(labFiles());
  const repository = await openRepository(files, { scopes: [], environments: [] }, new PolicyCache());
  const [service] = await repository.loadAll();
  if (service === undefined) throw new Error('the lab is a service');
  expect(refusedPaths(new ServiceState(service, new Map()))).toEqual([]);
  const { findings, unreviewed } = await scanTree(files, { settings: defaultSettings, today: '2026-06-15' });
  // That a policy sets the request's Origin is what one API is there for.
  const told = findings.filter(({ says }) => says.code !== 'not-understood' || says.given.kind !== 'request-header');
  const found = new Set<string>(told.map(({ rule }) => rule));
  expect([notSaved.filter((rule) => found.has(rule)), unreviewed]).toEqual([[], []]);
});

test('each point stands alone: its requests ask about nothing else', async () => {
  const repository = await openRepository(memoryTree(labFiles()), { scopes: [], environments: [] }, new PolicyCache());
  const [service] = await repository.loadAll();
  if (service === undefined) throw new Error('the lab is a service');
  const allowed: Readonly<Record<string, readonly string[]>> = {
    'method-names-ignore-case': ['method-names-printed', 'partial-match-at-preflight'],
    'method-names-printed': ['method-names-ignore-case'],
  };
  const requests = labRequests(new ServiceState(service, new Map()));
  // As docs/lab.md says.
  expect(requests).toHaveLength(23);
  for (const { group, prediction } of requests) {
    const asked = new Set(prediction.expected.flatMap((one) => one.readings.map(({ question }) => familyOf(question))));
    expect([group, [...asked].filter((name) => name !== group && allowed[group]?.includes(name) !== true)]).toEqual([group, []]);
  }
});

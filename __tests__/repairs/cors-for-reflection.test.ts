import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, fragmentPath, globalPath, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
import { scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { effectOf, titleOf } from '../report/said.js';

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const admin = 'https://admin.contoso.com';
const caller = 'context.Request.Headers.GetValueOrDefault("Origin", "")';
const write = (name: string, value: string): string[] =>
  within(`set-header name="Access-Control-${name}" exists-action="override"`, [`<value>${value}</value>`]);
const set = (name: string, value: string): string => `<set-variable name="${name}" value="${value}" />`;
const recalled = (name: string): string => `@((string)context.Variables["${name}"])`;
const when = (condition: string, lines: readonly string[]): string[] => within('choose', within(`when condition="${condition}"`, lines));
const api = (outbound: readonly string[], inbound: readonly string[] = [], onError: readonly string[] = []): Files => ({
  [apiPath]: policy(['<base />', ...inbound], rest(['<base />', ...outbound], ['<base />', ...onError])),
});

interface Offered {
  readonly title: string;
  readonly effect: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

async function offered(files: Files): Promise<readonly Offered[]> {
  const { findings } = await scanTree(memoryTree(repository(files)), { settings: defaultSettings, today: '2026-01-01' });
  const found = findings.filter(({ rule }) => rule === 'reflected-origin' || rule === 'loose-origin-match');
  expect(found.length).toBeGreaterThan(0);
  const lines = (patch: string, sign: string): string[] =>
    patch.split('\n').flatMap((line) => (line.startsWith(sign) && !line.startsWith(sign.repeat(3)) ? [line.slice(1).trim()] : []));
  return found
    .flatMap(({ suggestions }) => suggestions)
    .map((one) => ({ title: titleOf(one), effect: effectOf(one), added: lines(one.patch, '+'), removed: lines(one.patch, '-') }));
}

const list = (...origins: string[]): string[] => origins.map((origin) => `<origin>${origin}</origin>`);

describe('the origins that a policy names come into a <cors>, and what was written by hand goes', () => {
  const loose = `@{ var o = ${caller}; return o.StartsWith("${app}") ? o : ""; }`;
  test.each<[fact: string, files: Files, origins: readonly string[], credentials: boolean]>([
    ['a comparison with the beginning', api(write('Allow-Origin', loose)), [app], false],
    [
      'the default of a value that is given back, on errors too',
      api(write('Allow-Origin', `@(context.Request.Headers.GetValueOrDefault("Origin", "${app}"))`), [], write('Allow-Origin', `@(${caller})`)),
      [app],
      false,
    ],
    [
      'a list in a variable, compared with in another way than by its entries, with credentials',
      api(
        [...write('Allow-Origin', recalled('o')), ...write('Allow-Credentials', 'true')],
        [set('all', `${app},${admin}`), set('o', `@(((string)context.Variables["all"]).Contains(${caller}.Substring(0, 8)) ? ${caller} : "")`)],
      ),
      [app, admin],
      true,
    ],
    [
      'a pattern without its end, in the condition',
      api(
        when(String.raw`@(Regex.IsMatch(${caller}, @"^https://app\.contoso\.com"))`.replaceAll('"', '&quot;'), write('Allow-Origin', `@(${caller})`)),
      ),
      [app],
      false,
    ],
  ])('%s', async (_, files, origins, credentials) => {
    const [best] = await offered(files);
    expect(best?.title).toMatch(/^Add a <cors> to the policy of API 'orders'; then: Delete th(is|ese \d) <set-header>$/);
    expect(best?.added.filter((line) => line.startsWith('<origin>'))).toEqual(list(...origins));
    expect(best?.added.some((line) => line.includes('allow-credentials="true"'))).toBe(credentials);
    expect(best?.added.filter((line) => line.startsWith('<method>'))).toEqual(['<method>GET</method>', '<method>PUT</method>']);
    expect(best?.removed.filter((line) => line.startsWith('<set-header'))).not.toEqual([]);
    expect(best?.effect).toContain('is what was meant');
  });

  test('the headers’ own lists are taken over, and the branch that they stood in stays', async () => {
    const headers = [
      ...write('Allow-Origin', recalled('origin')),
      ...write('Allow-Methods', 'GET, POST, OPTIONS'),
      ...write('Allow-Headers', 'authorization, content-type'),
    ];
    const [best] = await offered(
      api(write('Allow-Origin', recalled('origin')), [
        set('origin', `@(context.Request.Headers.GetValueOrDefault("Origin", "${app}"))`.replaceAll('"', '&quot;')),
        ...when('@(context.Request.Method == &quot;OPTIONS&quot;)', within('return-response', ['<set-status code="204" />', ...headers])),
      ]),
    );
    expect(best?.added.filter((line) => /^<(origin|method|header)>/.test(line))).toEqual([
      ...list(app),
      '<method>GET</method>',
      '<method>POST</method>',
      '<header>authorization</header>',
      '<header>content-type</header>',
    ]);
    expect(best?.removed).not.toContain('<choose>');
  });

  test('in the global policy, the <cors> stands there', async () => {
    const [best] = await offered({ [globalPath]: policy([], rest(write('Allow-Origin', loose))), [apiPath]: policy(['<base />']) });
    expect(best?.title).toBe('Add a <cors> to the global policy; then: Delete this <set-header>');
  });

  test('a computed <origin> gives way to those that it names', async () => {
    const [best] = await offered({
      [apiPath]: policy(cors({ origins: [`@(context.Request.Headers.GetValueOrDefault("Origin", "${app}"))`, admin] })),
    });
    expect([best?.title, best?.added]).toEqual([`List ${app}`, list(app)]);
  });

  test('beside a <cors> the headers go, and nothing else changes', async () => {
    const [best] = await offered({ [apiPath]: policy([...cors({ origins: [admin] }), '<base />'], rest(write('Allow-Origin', `@(${caller})`))) });
    expect([best?.title, best?.added]).toEqual(['Delete this <set-header>', []]);
  });
});

describe('words only', () => {
  test.each<[string, Files]>([
    ['no origin is named', api(write('Allow-Origin', `@(${caller})`))],
    ['a part of a name', api(write('Allow-Origin', `@(${caller}.EndsWith("contoso.com") ? ${caller} : "")`))],
    ['an address that has nothing to do with it', api(write('Allow-Origin', `@(${caller})`), [set('backend', app)])],
    [
      'in a fragment',
      {
        [fragmentPath]: [...within('fragment', write('Allow-Origin', `@(context.Request.Headers.GetValueOrDefault("Origin", "${app}"))`)), ''].join(
          '\n',
        ),
        [apiPath]: policy(['<base />'], rest(['<include-fragment fragment-id="browsers" />'])),
      },
    ],
  ])('%s', async (_, files) => {
    expect(await offered(files)).toEqual([]);
  });
});

import fc from 'fast-check';
import { accessOf, originsNamed } from '../../src/cors/access.js';
import { compareAccess } from '../../src/cors/access-difference.js';
import { accessKey, concreteAccess, grantOf, includes } from '../../src/cors/concrete-access.js';
import { accessWhyText } from '../../src/report/trace-sentences.js';
import { chainKey, type CorsChain } from '../../src/cors/cors-chain.js';
import { explore, mostWorlds } from '../../src/cors/worlds.js';
import { anyChain, anyCors, chainOf, opaque, policyOf, type Cors } from './chains.js';

const app = 'https://app.contoso.com';
const portal = 'https://contoso.developer.azure-api.net';
const all = { methods: ['*'], headers: ['*'] } as const;

describe('who may call (gateway behaviour as documented)', () => {
  const rows: readonly (readonly [fact: string, chain: readonly Cors[], origin: string, allowed: 'yes' | 'no' | 'unknown'])[] = [
    ['a listed origin is let in', [{ origins: [app], terminate: 'false', ...all }], app, 'yes'],
    ['an unlisted one is not', [{ origins: [app], terminate: 'false', ...all }], portal, 'no'],
    ['with one cors the default of terminate changes nobody’s access', [{ origins: [app], ...all }], portal, 'no'],
    [
      'the first that matches decides',
      [
        { origins: [portal], terminate: 'true', ...all },
        { origins: [app], ...all },
      ],
      portal,
      'yes',
    ],
    [
      'terminate="true" ends it for origins only a later one lists',
      [
        { origins: [portal], terminate: 'true', ...all },
        { origins: [app], ...all },
      ],
      app,
      'no',
    ],
    [
      'absent, it ends: gateways were seen to',
      [
        { origins: [portal], ...all },
        { origins: [app], ...all },
      ],
      app,
      'no',
    ],
    [
      'terminate="false" lets it through to the later one, which decorates the request too',
      [
        { origins: [portal], terminate: 'false', ...all },
        { origins: [app], ...all },
      ],
      app,
      'yes',
    ],
    ['no cors, no access', [], app, 'no'],
    ['a wildcard lets every named origin in', [{ origins: ['*'], ...all }], '*', 'yes'],
    ['whether a wildcard matches null is open', [{ origins: ['*'], ...all }], 'null', 'unknown'],
    ['a trailing slash is no other origin', [{ origins: [`${app}/`], ...all }], app, 'yes'],
    ['the default port is no other origin', [{ origins: [`${app}:443`], ...all }], app, 'yes'],
    ['another scheme is', [{ origins: [app], ...all }], 'http://app.contoso.com', 'no'],
    ['another port is', [{ origins: [app], ...all }], `${app}:8443`, 'no'],
    ['a sub-domain wildcard lets nobody in', [{ origins: ['https://*.contoso.com'], ...all }], app, 'no'],
    ['an unknown value is its own origin', [{ origins: ['{{app}}'], ...all }], '{{app}}', 'yes'],
    ['an unknown value may be any origin', [{ origins: ['{{app}}'], ...all }], app, 'unknown'],
    ['an unknown part must fit', [{ origins: ['https://{{x}}.fabrikam.com'], ...all }], app, 'no'],
  ];
  test.each(rows)('%s', (_, chain, origin, allowed) => {
    expect(accessOf(chainOf(...chain), origin).allowed).toBe(allowed);
  });

  test('an assumption settles an open point', () => {
    const chain = chainOf({ origins: [portal], ...all }, { origins: [app], ...all });
    expect(accessOf(chain, app, new Map([['terminate-unmatched-default', 'true']])).allowed).toBe('no');
    expect(
      accessOf(
        chain,
        app,
        new Map([
          ['terminate-unmatched-default', 'false'],
          ['second-cors-decorates-actual', 'yes'],
        ]),
      ).allowed,
    ).toBe('yes');
  });

  test('what the leanings decide names the readings that decide otherwise', () => {
    const access = accessOf(chainOf({ origins: [portal], ...all }, { origins: [app], ...all }), app);
    expect([access.allowed, access.certainty]).toEqual(['no', 'reported']);
    expect(access.otherwise).toMatchObject([{ when: [{ question: 'terminate-unmatched-default', value: 'false' }], allowed: 'yes' }]);
  });

  test('an unknown names what it depends on, with each outcome', () => {
    const access = accessOf(chainOf({ origins: ['*'], ...all }), 'null');
    expect(accessWhyText(access.why)).toContain("<origin>*</origin> matches the origin 'null'");
    expect(access.otherwise.map(({ when, allowed }) => [when[0]?.question, when[0]?.value, allowed])).toEqual([
      ['null-under-wildcard', 'yes', 'yes'],
      ['null-under-wildcard', 'no', 'no'],
    ]);
  });
});

describe('what they may do', () => {
  const cell = (cors: Cors) => accessOf(chainOf(cors), app);
  test('methods absent are GET and POST', () => {
    expect(cell({ origins: [app] })).toMatchObject({ methods: ['GET', 'POST'], headers: [], credentials: false, exposed: [], maxAge: 0 });
  });
  test('names that no script can use are left out', () => {
    expect(
      cell({
        origins: [app],
        methods: ['PUT', 'TRACE'],
        headers: ['Cookie', 'X-A', 'Sec-Fetch-Mode'],
        exposed: ['Set-Cookie', 'ETag', 'Content-Type'],
      }),
    ).toMatchObject({
      methods: ['PUT'],
      headers: ['x-a'],
      exposed: ['etag'],
    });
  });
  test('credentials with a wildcard are an open point', () => {
    expect(cell({ origins: ['*'], credentials: 'true' }).credentials).toBe('unknown');
    expect(cell({ origins: ['*', app], credentials: 'true' }).credentials).toBe(true);
  });
  test('lower-case put is an open point, lower-case patch never allows patch', () => {
    expect(cell({ origins: [app], methods: ['GET', 'put'] }).methods).toEqual(['GET']);
    const chain = chainOf({ origins: [app], methods: ['GET', 'put'] });
    const ignored = ['method-names-ignore-case', 'yes'] as const;
    expect(accessOf(chain, app, new Map([ignored, ['method-names-printed', 'as-asked']])).methods).toEqual(['GET', 'PUT']);
    expect(accessOf(chain, app, new Map([ignored, ['method-names-printed', 'as-written']])).methods).toEqual(['GET']);
    // Of GET, HEAD and POST browsers do not look the method up.
    const safe = chainOf({ origins: [app], methods: ['post'] });
    expect(accessOf(safe, app, new Map([ignored])).methods).toEqual(['POST']);
  });
  test('named values are put in, mid-string too', () => {
    const policy = policyOf({ origins: ['https://{{sub}}.contoso.com/'] }, { sub: 'app' });
    expect(policy.origins).toMatchObject([{ kind: 'origin', origin: app, names: ['sub'] }]);
  });
});

describe('the difference of two tables', () => {
  test('says who gains and who loses what', () => {
    const base = chainOf({ origins: [app], methods: ['GET', 'PUT'], headers: ['x-a'] });
    const head = chainOf({ origins: [app, portal], methods: ['GET', 'DELETE'], headers: ['x-a'] });
    const difference = compareAccess(base, head);
    expect(difference.direction).toBe('mixed');
    expect(difference.origins.map(({ origin, direction }) => [origin, direction])).toEqual([
      [app, 'mixed'],
      [portal, 'widened'],
    ]);
    expect(difference.origins[0]?.changes).toMatchObject([{ what: 'methods', gained: ['DELETE'], lost: ['PUT'], holding: { when: 'always' } }]);
    expect(difference.origins[1]?.changes).toMatchObject([{ what: 'access', gained: ['access'], holding: { when: 'always' } }]);
  });

  test('from every method to some loses every other one', () => {
    expect(
      compareAccess(chainOf({ origins: [app], methods: ['*'] }), chainOf({ origins: [app], methods: ['GET'] })).origins[0]?.changes,
    ).toMatchObject([{ what: 'methods', lost: '*' }]);
  });

  test('an operation that is new widens, one that is gone narrows', () => {
    const chain = chainOf({ origins: [app] });
    expect(compareAccess(null, chain).direction).toBe('widened');
    expect(compareAccess(chain, null).direction).toBe('narrowed');
    expect(compareAccess(null, chainOf()).origins).toEqual([]);
  });

  test('readings that disagree on the direction make it unknown', () => {
    const one = compareAccess(
      chainOf({ origins: [portal], terminate: '@(x)', ...all }, { origins: [app], ...all }),
      chainOf({ origins: [portal], terminate: 'false', ...all }, { origins: [app], methods: ['GET'], headers: ['*'] }),
    );
    expect(one.direction).toBe('unknown');
  });

  test('the direction is that of the leanings, and promises are held against every reading', () => {
    const one = compareAccess(
      chainOf({ origins: [portal], ...all }, { origins: [app], ...all }),
      chainOf({ origins: [portal], terminate: 'false', ...all }, { origins: [app], methods: ['GET'], headers: ['*'] }),
    );
    expect([one.direction, one.directionInAll]).toEqual(['widened', 'unknown']);
    const changes = one.origins.find(({ origin }) => origin === app)?.changes ?? [];
    expect(changes.map(({ what, gained, lost, holding }) => [what, gained, lost, holding.when === 'sometimes' && holding.under])).toEqual([
      ['access', ['access'], [], 'leanings'],
      ['methods', [], '*', 'documented'],
    ]);
  });

  test('what cannot be read on one side only is unknown, on both sides equal', () => {
    const chain = chainOf({ origins: [app] });
    expect(compareAccess(chain, chainOf(opaque('x'))).direction).toBe('unknown');
    expect(compareAccess(chainOf(opaque('x')), chainOf(opaque('x'))).origins).toEqual([]);
    expect(compareAccess(chainOf({ origins: [app] }, opaque('x')), chain).origins.map((one) => one.origin)).not.toContain(app);
  });
});

const flip = { equal: 'equal', widened: 'narrowed', narrowed: 'widened', mixed: 'mixed', unknown: 'unknown' } as const;

/** The same `<cors>` as somebody else would have written it. */
function rewritten(cors: Cors): Cors {
  const turned = <T>(values: readonly T[] | undefined): readonly T[] | undefined =>
    values === undefined ? undefined : [...values, ...values].reverse();
  return {
    ...cors,
    origins: (turned(cors.origins) ?? []).map((text) => (text === 'https://c' ? '\n  https://c/\n' : text)),
    ...(cors.methods === undefined ? {} : { methods: (turned(cors.methods) ?? []).map((text) => ` ${text} `) }),
    ...(cors.headers === undefined ? {} : { headers: (turned(cors.headers) ?? []).map((text) => text.toUpperCase()) }),
    ...(cors.exposed === undefined ? {} : { exposed: (turned(cors.exposed) ?? []).map((text) => ` ${text.toUpperCase()}`) }),
  };
}

describe('algebra', () => {
  test('equal chains have an empty difference', () => {
    fc.assert(fc.property(anyChain, (chain) => compareAccess(chain, chain).origins.length === 0));
  });

  test('order, repetition, case of headers and white space change nothing for anybody', () => {
    fc.assert(
      fc.property(fc.array(anyCors, { maxLength: 3 }), (written) => {
        const base = chainOf(...written);
        const head = chainOf(...written.map(rewritten));
        expect(compareAccess(base, head).origins).toEqual([]);
        expect(chainKey(head)).toBe(chainKey(base));
      }),
    );
  });

  test('equal keys mean equal access', () => {
    fc.assert(
      fc.property(anyChain, anyChain, (a, b) => {
        fc.pre(chainKey(a) === chainKey(b));
        expect(compareAccess(a, b).origins).toEqual([]);
      }),
    );
  });

  test('looked at backwards, who gained loses', () => {
    fc.assert(
      fc.property(anyChain, anyChain, (a, b) => {
        const there = compareAccess(a, b);
        const back = compareAccess(b, a);
        expect(back.direction).toBe(flip[there.direction]);
        expect(back.origins.map(({ origin, direction }) => [origin, direction])).toEqual(
          there.origins.map(({ origin, direction }) => [origin, flip[direction]]),
        );
      }),
    );
  });

  test('an empty difference is an equal cell everywhere, also for origins nobody names', () => {
    const origins = ['https://a', 'https://b', 'https://c', 'https://elsewhere', 'null', '*'];
    fc.assert(
      fc.property(anyChain, anyChain, (a, b) => {
        fc.pre(compareAccess(a, b).origins.length === 0);
        for (const origin of origins) {
          const cells = [a, b]
            .map((chain) => accessOf(chain, origin))
            .map(({ allowed, methods, headers, exposed }) => ({ allowed, methods, headers, exposed }));
          expect(cells[1]).toEqual(cells[0]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('an origin nobody names fares as every other does', () => {
    fc.assert(
      fc.property(anyChain, (chain) => {
        const known = originsNamed(chain);
        fc.pre(!known.some((origin) => origin.includes('{{')));
        expect(accessOf(chain, 'https://elsewhere')).toEqual(accessOf(chain, '*'));
      }),
    );
  });

  test('adding an origin to the one cors there is only ever widens', () => {
    fc.assert(
      fc.property(anyCors, (cors) => {
        const { direction } = compareAccess(chainOf(cors), chainOf({ ...cors, origins: [...cors.origins, 'https://new'] }));
        expect(['equal', 'widened', 'unknown']).toContain(direction);
        if (!cors.origins.includes('*') && !cors.origins.includes('{{x}}')) expect(direction).toBe('widened');
      }),
    );
  });

  test('an element alone grants what grantOf says', () => {
    fc.assert(
      fc.property(anyCors, fc.constantFrom('https://a', 'https://b', 'null', '*', '{{x}}'), (cors, origin) => {
        const chain: CorsChain = chainOf(cors);
        const [step] = chain.steps;
        if (step?.kind !== 'cors') throw new Error('one step');
        for (const { result } of explore((walk) => [concreteAccess(chain, origin, walk), grantOf(step.policy, origin, walk)] as const).worlds) {
          expect(accessKey(result[0])).toBe(accessKey(result[1]));
          expect(includes(result[0], result[1]) && includes(result[1], result[0])).toBe(true);
        }
      }),
    );
  });
});

describe('worlds', () => {
  const coin = (id: string) => ({
    id,
    readings: [0, 1].map(
      (value) => ({ question: id, value: String(value), certainty: 'unknown', stands: 'open', about: { code: 'family', given: {} } }) as const,
    ),
  });
  test('every combination that is asked for, once', () => {
    const { complete, worlds } = explore(({ ask }) => (ask(coin('a')).value === '0' ? 'x' : ask(coin('b')).value + ask(coin('b')).value));
    expect(complete).toBe(true);
    expect(worlds.map((world) => world.result)).toEqual(['x', '00', '11']);
  });
  test('too many are not counted on', () => {
    const { complete, worlds } = explore(({ ask }) => Array.from({ length: 20 }, (_, index) => ask(coin(String(index))).value).join(''));
    expect(complete).toBe(false);
    expect(worlds.length).toBeLessThanOrEqual(mostWorlds + 1);
  });
  test('two hundred origins and values nobody knows stay a matter of moments', () => {
    const many = Array.from({ length: 200 }, (_, index) => `https://app${index}.contoso.com`);
    const base = chainOf({ origins: [...many, '{{x}}', '{{y}}'] }, { origins: ['*'] });
    expect(compareAccess(base, chainOf({ origins: many.slice(1) }, { origins: ['*'] })).origins.length).toBeGreaterThan(0);
  });
});

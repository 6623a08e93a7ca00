import fc from 'fast-check';
import { accessOf } from '../../src/cors/access.js';
import { concreteAccess } from '../../src/cors/concrete-access.js';
import { weakest } from '../../src/cors/certainty.js';
import type { Certainty } from '../../src/text/scales.js';
import type { CorsStep } from '../../src/cors/cors-chain.js';
import { explore, type Question } from '../../src/cors/worlds.js';
import { anyChain, chainOf, place, policyOf, type Cors } from './chains.js';

const app = 'https://app.contoso.com';
const order: readonly Certainty[] = ['unknown', 'inferred', 'reported', 'documented'];
const isNoSurer = (one: Certainty, than: Certainty): boolean => order.indexOf(one) <= order.indexOf(than);
const origin = fc.constantFrom('https://a', 'https://b', 'https://c', 'null', '*', '{{x}}');

test('no access is surer than the weakest fact that it needs', () => {
  fc.assert(
    fc.property(anyChain, origin, (chain, asked) => {
      const { allowed, certainty } = accessOf(chain, asked);
      const { worlds } = explore((walk) => concreteAccess(chain, asked, walk));
      const followed = worlds.filter((world) => !world.readings.some((reading) => reading.stands === 'other'));
      expect(isNoSurer(certainty, weakest(...followed.flatMap((world) => world.facts.map((fact) => fact.certainty))))).toBe(true);
      if (allowed === 'unknown') expect(certainty).toBe('unknown');
      // What would be another answer without the leanings is no surer than they are.
      const decides = (granted: boolean): boolean => worlds.some((world) => world.result.granted === granted && world.result.opaque === null);
      if (decides(true) && decides(false)) expect(isNoSurer(certainty, 'reported')).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test('taking a reading away never turns an access round without having been named', () => {
  let turned = 0;
  fc.assert(
    fc.property(anyChain, origin, (chain, asked) => {
      const access = accessOf(chain, asked);
      const questions = new Map<string, Question>();
      explore((walk) =>
        concreteAccess(chain, asked, {
          ...walk,
          ask: (question) => {
            questions.set(question.id, question);
            return walk.ask(question);
          },
        }),
      );
      for (const { id, readings } of questions.values()) {
        for (const { value } of readings) {
          const other = accessOf(chain, asked, new Map([[id, value]]));
          if (other.allowed === access.allowed || other.allowed === 'unknown' || access.allowed === 'unknown') continue;
          turned += 1;
          expect(
            access.otherwise.some(({ when, allowed }) => allowed === other.allowed && when.some((one) => one.question === id && one.value === value)),
          ).toBe(true);
        }
      }
    }),
    { numRuns: 400 },
  );
  expect(turned).toBeGreaterThan(0);
});

describe('how sure an access is', () => {
  const all = { methods: ['GET'], headers: ['x-a'] } as const;
  const step = (cors: Cors, how: 'nested' | 'fragment'): CorsStep => ({
    kind: 'cors',
    policy: policyOf(cors),
    scope: { kind: 'api', workspace: null, id: 'orders', operation: null },
    how,
    guards: [],
  });
  const refuses: CorsStep = { kind: 'refused', by: 'return-response', status: 403, place: place(), scope: null, guards: [] };
  const portal = 'https://portal.contoso.com';
  const rows: readonly (readonly [fact: string, chain: readonly (Cors | CorsStep)[], certainty: Certainty])[] = [
    ['a listed origin, with what it may do written out', [{ origins: [app], ...all }], 'documented'],
    ['absent <allowed-methods> mean GET and POST', [{ origins: [app], headers: ['x-a'] }], 'documented'],
    ['absent <allowed-headers>', [{ origins: [app], methods: ['GET'] }], 'inferred'],
    ['a header name that is a glob', [{ origins: [app], ...all, headers: ['x-*'] }], 'inferred'],
    ['a header name that begins others', [{ origins: [app], ...all, headers: ['x-ms-'] }], 'inferred'],
    ['a host in capitals', [{ origins: ['https://APP.contoso.com'], ...all }], 'inferred'],
    ['white space in an <origin>', [{ origins: [` ${app} `], ...all }], 'inferred'],
    ['a trailing slash', [{ origins: [`${app}/`], ...all }], 'reported'],
    ['the default port', [{ origins: [`${app}:443`], ...all }], 'documented'],
    ['the better of two spellings is enough', [{ origins: ['https://APP.contoso.com', app], ...all }], 'documented'],
    [
      'a later <cors> that ends what it does not list',
      [
        { origins: [portal], terminate: 'false', ...all },
        { origins: [portal], terminate: 'true', ...all },
      ],
      'documented',
    ],
    [
      'the default of terminate-unmatched-request',
      [
        { origins: [portal], ...all },
        { origins: [app], ...all },
      ],
      'reported',
    ],
    [
      'a later <cors> that decorates',
      [
        { origins: [portal], terminate: 'false', ...all },
        { origins: [app], ...all },
      ],
      'reported',
    ],
    ['a <cors> under <choose>, which no preflight is answered by', [step({ origins: [app], ...all }, 'nested')], 'inferred'],
    ['a <cors> in a fragment', [step({ origins: [app], ...all }, 'fragment')], 'reported'],
    ['a policy that ends the request before it', [refuses, { origins: [app], ...all }], 'inferred'],
    ['an origin with a wildcard inside, refused at save', [{ origins: ['https://*.contoso.com'], ...all }], 'reported'],
  ];
  test.each(rows)('%s', (_, chain, certainty) => {
    expect(accessOf(chainOf(...chain), app).certainty).toBe(certainty);
  });

  test('a host in Unicode', () => {
    expect(accessOf(chainOf({ origins: ['https://bücher.example'], ...all }), 'https://xn--bcher-kva.example').certainty).toBe('inferred');
  });
});

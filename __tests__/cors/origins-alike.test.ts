import { OriginTells } from '../../src/cors/origins-alike.js';
import { policyOf } from './chains.js';

const app = (name: string): string => `https://${name}.contoso.com`;

/** More elements than are asked one by one. The third takes something for granted, the last leaves open whom it lists. */
const policies = [[app('a'), app('b')], [app('b'), app('c')], [`${app('a')}/`], ['*'], [app('c')], [app('d'), 'https://{{host}}.example.com']].map(
  (origins) => policyOf({ origins }),
);
const origins = [...['a', 'b', 'c', 'd', 'e', 'f'].map(app), 'https://one.example.com', 'https://two.example.com', '*', 'null'];

function alike(keyOf: (origin: string) => string): readonly string[] {
  return origins.map((origin) => origins.filter((other) => keyOf(other) === keyOf(origin)).join(' '));
}

test('origins are alike where they are alike to each element, however many elements there are', () => {
  const together = new OriginTells(new Set(policies), new Set([app('f')]));
  const apart = policies.map((policy) => new OriginTells(new Set([policy]), new Set([app('f')])));
  const said = alike((origin) => together.keyOf(origin));
  expect(said).toEqual(alike((origin) => apart.map((one) => one.keyOf(origin)).join('\n')));
  expect(new Set(said).size).toBe(origins.length);
});

test('what no element lists, and nothing is open about, is alike', () => {
  const closed = new OriginTells(new Set(policies.slice(0, 5)), new Set());
  expect(closed.keyOf(app('e'))).toBe(closed.keyOf(app('f')));
  expect(closed.keyOf(app('a'))).not.toBe(closed.keyOf(app('b')));
});

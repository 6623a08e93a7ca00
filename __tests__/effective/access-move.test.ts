import fc from 'fast-check';
import { accessOf } from '../../src/cors/access.js';
import type { OriginDifference } from '../../src/cors/access-difference.js';
import { mayShutOut } from '../../src/effective/access-move.js';
import type { AccessPart, OriginMove } from '../../src/effective/statement.js';

const nobody = accessOf(null, '*');

function row(origin: string, allowed: 'yes' | 'no'): OriginDifference {
  return { origin, direction: 'narrowed', directionInAll: 'narrowed', before: { ...nobody, allowed }, after: nobody, changes: [] };
}

const move = (origin: string, what: AccessPart['what']): OriginMove => ({ origin, parts: [{ what, names: '*' }], targets: [] });

const named = fc.constantFrom('https://a.example', 'https://b.example', '*', 'null');
const rows = fc.array(fc.tuple(named, fc.constantFrom('yes' as const, 'no' as const)), { maxLength: 4 });
const moves = fc.array(fc.tuple(named, fc.constantFrom<AccessPart['what']>('access', 'methods')), { maxLength: 4 });

test('somebody may be shut out where a named origin that had access loses it', () => {
  fc.assert(
    fc.property(rows, moves, (some, moved) => {
      const isOne = (origin: string): boolean =>
        origin !== '*' && origin !== 'null' && moved.some(([other, what]) => other === origin && what === 'access');
      expect(
        mayShutOut({ origins: some.map(([origin, allowed]) => row(origin, allowed)), moves: moved.map(([origin, what]) => move(origin, what)) }),
      ).toBe(some.some(([origin, allowed]) => allowed === 'yes' && isOne(origin)));
    }),
  );
});

test('a hundred thousand origins that lose a method are not held against each other', () => {
  const origins = Array.from({ length: 200_000 }, (_, index) => `https://a${index}.example`);
  const all = { origins: origins.map((origin) => row(origin, 'yes')), moves: origins.map((origin) => move(origin, 'methods')) };
  expect(mayShutOut(all)).toBe(false);
});

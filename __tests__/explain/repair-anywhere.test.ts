import fc from 'fast-check';
import { broken } from './repair-promises.js';
import { services } from './services-anywhere.js';

/** What `explain` offers first allows the request and takes nothing from others, wherever a `<cors>` stands and whatever stands round it. */

test('what is offered first does what it says, and no more than it has to, anywhere', async () => {
  let offered = 0;
  await fc.assert(
    fc.asyncProperty(services, async ({ service, request }) => {
      const found = await broken(service, request);
      offered += Number(found !== null);
      expect(found ?? []).toEqual([]);
    }),
    { numRuns: 60, seed: 12 },
  );
  expect(offered).toBeGreaterThan(30);
});

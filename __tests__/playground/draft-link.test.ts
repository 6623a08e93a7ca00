import fc from 'fast-check';
import { draftsOfHash, hashOfDrafts } from '../../src/playground/draft-link.js';
import { firstDraft, firstStart } from '../../src/playground/first-draft.js';

const draft = fc.record({ global: fc.string({ unit: 'grapheme' }), api: fc.string({ unit: 'grapheme' }), operations: fc.string() });

/** A text as links pack theirs. */
async function packed(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return `#1.${Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url')}`;
}

describe('a link to two drafts', () => {
  test('what was put in comes out, in signs that an address may have', async () => {
    await fc.assert(
      fc.asyncProperty(draft, draft, async (start, edited) => {
        const hash = await hashOfDrafts({ start, draft: edited });
        expect(hash).toMatch(/^#1\.[\w-]+$/);
        expect(await draftsOfHash(hash)).toEqual({ start, draft: edited });
      }),
      { numRuns: 100 },
    );
  });

  test('the example fits into an address that every program takes', async () => {
    expect((await hashOfDrafts({ start: firstStart, draft: firstDraft })).length).toBeLessThan(2000);
  });

  test.each([
    ['nothing', ''],
    ['an anchor', '#matrix'],
    ['another version', '#2.abc'],
    ['no base64', '#1.%%%'],
    ['nothing packed', '#1.'],
    ['bytes that are not compressed', '#1.AAAAAAAAAAAA'],
  ])('%s is no link', async (_, hash) => {
    expect(await draftsOfHash(hash)).toBeNull();
  });

  test.each([
    ['no JSON', 'text'],
    ['no list', '{"start":1}'],
    ['one draft', '[["a","b","c"]]'],
    ['a text that is none', '[["a","b","c"],["a","b",1]]'],
    ['null', 'null'],
  ])('%s in one is no link', async (_, text) => {
    expect(await draftsOfHash(await packed(text))).toBeNull();
  });

  test('one that is cut off is no link', async () => {
    const hash = await hashOfDrafts({ start: firstStart, draft: firstDraft });
    for (const length of [10, 100, hash.length - 10]) expect(await draftsOfHash(hash.slice(0, length))).toBeNull();
  });

  test('one that unpacks to more than a person writes is no link', async () => {
    const huge = await packed(
      JSON.stringify([
        ['x'.repeat(50_000_000), '', ''],
        ['', '', ''],
      ]),
    );
    expect(huge.length).toBeLessThan(100_000);
    expect(await draftsOfHash(huge)).toBeNull();
  });
});

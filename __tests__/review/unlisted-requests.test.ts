import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, operationPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { notePhrase } from '../../src/report/sentences/notes.js';
import { verdictOf } from '../../src/report/verdict.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;
const origins = ['https://app.contoso.com'];
const passing = cors({ origins });
const absent = cors({ origins, attributes: '' });
const ending = cors({ origins, attributes: ' terminate-unmatched-request="true"' });
const at = (path: string, lines: readonly string[]): Files => repository({ [apiPath]: policy(['<base />']), [path]: policy(lines) });

describe('what becomes of requests that no list lets in is told where access stays', () => {
  test.each<[string, base: Files, head: Files, words: readonly RegExp[]]>([
    ['the attribute goes', at(apiPath, passing), at(apiPath, absent), [/reached the backend of orders, and end at a .*<cors>.* now/u]],
    ['it is turned', at(apiPath, passing), at(apiPath, ending), [/and end at a/u]],
    ['at global scope', at(globalPath, passing), at(globalPath, absent), [/and end at a/u]],
    ['at an operation', at(operationPath, passing), at(operationPath, absent), [/and end at a/u]],
    ['it comes', at(apiPath, absent), at(apiPath, passing), [/of orders, and reach the backend now/u]],
    ['it says what holds without it', at(apiPath, absent), at(apiPath, ending), []],
    ['a comment', at(apiPath, passing), at(apiPath, [...passing, '<!-- as before -->']), []],
  ])('%s', async (_fact, base, head, words) => {
    const review = await reviewTrees(memoryTree(base), memoryTree(head), { settings: defaultSettings, today: '2026-11-30' });
    expect(review.changes).toEqual([]);
    const told = review.notes.flatMap((note) => (note.code === 'unlisted-requests' ? [wholePhrase(notePhrase(note))] : []));
    expect(told).toEqual(words.map((one) => expect.stringMatching(one)));
    const isNothing = verdictOf(review).sentences.some((sentence) => sentence.startsWith('Nothing changes for anybody'));
    expect(isNothing).toBe(words.length === 0);
  });
});

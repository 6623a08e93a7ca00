import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { effectOf, titleOf } from '../report/said.js';

const [app, portal] = ['https://app.contoso.com', 'https://portal.contoso.com'];
const flag = (value: string): string => (value === '' ? '' : ` terminate-unmatched-request="${value}"`);
const words = 'Requests of origins that are not listed no longer end there: they reach the backend.';

test.each<[inherited: string, own: string, title: string, says: boolean]>([
  ['false', 'true', 'Move <cors> above <base />', true],
  // The inherited one ends them after the move too.
  ['true', 'true', 'Move <cors> above <base />', false],
  ['', '', 'Move <cors> above <base />', false],
  ['false', 'false', 'Move <cors> above <base />', false],
  ['true', 'false', 'Drop <base />, so that nothing is inherited here', true],
  ['false', 'true', 'Drop <base />, so that nothing is inherited here', false],
])('inherited "%s", own "%s": "%s" says that unlisted origins reach the backend: %s', async (inherited, own, title, says) => {
  const files = repository({
    [globalPath]: policy(cors({ origins: [portal], methods: ['GET'], attributes: flag(inherited) })),
    [apiPath]: policy(['<base />', ...cors({ origins: [portal, app], attributes: flag(own) })]),
  });
  const { findings } = await scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-06-15' });
  const effects = findings.flatMap(({ suggestions }) => suggestions.filter((one) => titleOf(one) === title).map(effectOf));
  expect(effects.map((effect) => effect.includes(words))).toEqual([says]);
});

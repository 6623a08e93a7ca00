import { apiPath, cors, globalPath, ordersSpecification, policy, repository } from '../../src/layouts/apiops/example.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { app, ask, scan, type Files } from '../asking.js';
import { runHere } from '../cli/run-here.js';
import { effectOf, titleOf } from '../report/said.js';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';

/** Of several safe repairs the one comes first that gives an app no more than its own <cors> does. */

const portal = 'https://contoso.developer.azure-api.net';
const own = cors({ origins: [app], methods: ['GET', 'PUT'], headers: ['content-type'], attributes: '' });
const service = (above: Partial<Parameters<typeof cors>[0]>, mine = own): Files => ({
  ...ordersSpecification(['get', 'put']),
  [globalPath]: policy(cors({ origins: [portal], attributes: '', ...above })),
  [apiPath]: policy(['<base />', ...mine]),
});

describe('a list above that gives more', () => {
  test.each<[string, Files, string]>([
    ['credentials', service({ methods: ['GET', 'PUT'], headers: ['content-type'], attributes: ' allow-credentials="true"' }), 'credentials'],
    ['every method', service({ methods: ['*'], headers: ['content-type'] }), 'every other method'],
    ['one header', service({ methods: ['GET', 'PUT'], headers: ['content-type', 'x-admin'] }), 'request header x-admin'],
    ['all of it', service({ attributes: ' allow-credentials="true"' }), 'credentials, every other method and every other request header'],
  ])('%s', async (_, files, more) => {
    const [cause] = rootCauses(await scan(files));
    const safe = (cause?.repairs ?? []).filter(({ isSafe }) => isSafe);
    expect(['pass-unmatched-on', 'move-above-base']).toContain(safe[0]?.title.code);
    expect(safe[0] === undefined ? '' : effectOf(safe[0])).not.toContain('Beyond');
    const listing = cause?.repairs.find(({ title }) => title.code === 'add-origins');
    expect(listing === undefined ? '' : effectOf(listing)).toContain(`Beyond its own <cors> this gives ${app} ${more}.`);
    // The same for one request.
    const explanation = await ask(files, { method: 'PUT' });
    expect(['pass-unmatched-on', 'move-above-base']).toContain(explanation.suggestion?.title.code);
    expect(explanation.repairs.map(({ patch }) => patch)).toContain(safe[0]?.patch);
  });
});

test('a list above that gives the same is told without more', async () => {
  const [cause] = rootCauses(await scan(service({ methods: ['GET', 'PUT'], headers: ['content-type'] })));
  expect((cause?.repairs ?? []).map((one) => `${titleOf(one)}. ${effectOf(one)}`).join()).not.toContain('Beyond');
});

test.each(['safe', 'all'])('--fix=%s makes one of them, and no other one on top', async (which) => {
  const folder = temporaryFolder();
  writeFiles(folder, repository(service({ attributes: ' allow-credentials="true"' })));
  const { stdout } = await runHere('scan', '--dir', folder, `--fix=${which}`, '--patch', '--fail-on', 'never');
  const changed = stdout.split('\n').filter((line) => /^[+-] /.test(line));
  // Another cause is about a header.
  expect(changed.filter((line) => line.startsWith('+') && !line.includes('<header>')).map((line) => line.slice(1).trim())).toEqual([
    '<cors allow-credentials="true" terminate-unmatched-request="false">',
  ]);
});

import { apiPath, cors, ordersApi, ordersSpecification, policy, repository } from '../../src/layouts/apiops/example.js';
import { app } from '../asking.js';
import { runHere } from '../cli/run-here.js';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';

/** A URL that an API may have whose path is filled in elsewhere is not known: nobody says that the gateway answers 404 there. */

async function explained(path: string, url: string, ...more: readonly string[]): ReturnType<typeof runHere> {
  const folder = temporaryFolder();
  writeFiles(folder, repository({ ...ordersSpecification(['get']), ...ordersApi({ path }), [apiPath]: policy(cors({ origins: [app] })) }));
  return runHere('explain', '--dir', folder, '--origin', app, '--method', 'GET', '--url', url, ...more);
}

test.each([
  ['${path}', '/orders/o'],
  ['__PATH__', '/orders/o'],
  ['#{path}#', '/orders/o'],
  ['{#path#}', '/orders/o'],
  ['%PATH%', '/orders/o'],
  ['$(path)', '/orders/o'],
  ['${env}/orders', '/dev/orders/o'],
  ['${env}/orders', '/orders/o'],
  ['shop/${version}', '/shop/o'],
])('an API at %s may have %s', async (path, url) => {
  const { code, stdout, stderr } = await explained(path, url);
  expect([code, stderr]).toEqual([4, '']);
  expect(stdout).toContain(`the path of API 'orders' is '${path}' here`);
  expect(stdout).not.toContain('404');
  const json = await explained(path, url, '--format', 'json');
  expect([json.code, JSON.parse(json.stdout)]).toMatchObject([4, { schemaVersion: 2, verdict: 'unknown', undecided: expect.any(String) as string }]);
});

test.each([
  ['${env}/orders', '/dev/products'],
  ['orders', '/products'],
])('an API at %s has no %s', async (path, url) => {
  const { code, stderr } = await explained(path, url);
  expect(code).toBe(2);
  expect(stderr).toContain('The gateway answers 404 there');
});

import { apiPath, cors, policy } from '../../src/layouts/apiops/example.js';
import { app, scan } from '../asking.js';

/** Which fragment is meant: code that is reviewed says so, or only the instance knows. */
test.each([
  ['${xx}', 'warning'],
  ['__XX__', 'warning'],
  ['#{xx}#', 'warning'],
  ['{#xx#}', 'warning'],
  ['%XX%', 'warning'],
  ['$(xx)', 'warning'],
  ['{xx}', 'warning'],
  ['{{xx}}', 'error'],
  ['browsers-{{xx}}', 'error'],
  ['@(context.Api.Id)', 'error'],
])('a fragment whose id is %s is one %s', async (id, severity) => {
  const { findings } = await scan({ [apiPath]: policy([`<include-fragment fragment-id="${id}" />`, ...cors({ origins: [app] })]) });
  expect(findings.filter(({ rule }) => rule === 'not-understood').map((one) => one.severity)).toEqual([severity]);
});

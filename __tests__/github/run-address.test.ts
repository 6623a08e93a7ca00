import { artifactsOfRun } from '../../src/github/run-address.js';

test.each([
  ['a run', 77, 'https://github.com/o/r/actions/runs/77#artifacts'],
  ['a runner that names none', NaN, null],
])('the artifacts of %s', (_, runId, expected) => {
  expect(artifactsOfRun({ serverUrl: 'https://github.com', runId }, { owner: 'o', repository: 'r' })).toBe(expected);
});

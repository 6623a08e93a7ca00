import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ConfigError } from '../../src/config/errors.js';
import { defaultSettings } from '../../src/config/settings.js';
import { inputNames, readInputs, requireToken, withInputs } from '../../src/github/inputs.js';

const read = (given: Readonly<Record<string, string>> = {}) =>
  readInputs((name) => ({ 'github-token': 'ghs_secret', ...given })[name] ?? '', 'CORS / review');

test('without any input, the defaults of the contract', () => {
  expect(read()).toEqual({
    token: 'ghs_secret',
    config: '.github/apim-cors.yml',
    failOn: null,
    reviewComments: true,
    summaryComment: 'on-change',
    source: 'auto',
    reportExisting: null,
    commentId: 'CORS / review',
    environments: [],
    reportFile: '',
    sarifFile: '',
    explorerFile: '',
    organisation: null,
  });
});

test('inputs as a workflow gives them', () => {
  const given = {
    'github-token': 't',
    'fail-on': 'warning',
    'review-comments': 'false',
    'summary-comment': 'never',
    source: 'api',
    'report-existing': 'true',
    'comment-id': 'prod',
    environments: 'dev, prod,,',
  };
  expect(read(given)).toMatchObject({
    token: 't',
    failOn: 'warning',
    reviewComments: false,
    summaryComment: 'never',
    source: 'api',
    reportExisting: true,
    commentId: 'prod',
    environments: ['dev', 'prod'],
  });
});

test.each([
  [{ 'fail-on': 'warn' }, "input 'fail-on' is 'warn'; it is one of error, warning, info, never"],
  [{ 'review-comments': 'yes' }, "input 'review-comments' is 'yes'; it is one of true, false"],
  [{ source: 'git' }, "input 'source' is 'git'; it is one of auto, api, checkout"],
  [{ environments: '../prod' }, "input 'environments' names '../prod'"],
])('%j is refused with the values there are', (given, message) => {
  expect(() => read(given as Readonly<Record<string, string>>)).toThrow(ConfigError);
  expect(() => read(given as Readonly<Record<string, string>>)).toThrow(message);
});

test.each(['', 'ghs_secret\nghs_other', 'ghs_secret é'])('what cannot be a token is refused before it reaches a header, and not shown', (token) => {
  expect(() => {
    requireToken(read({ 'github-token': token }));
  }).toThrow(new ConfigError("input 'github-token' is empty, or holds what no token holds"));
});

test('inputs beat the configuration, which beats the default', () => {
  const configured = { ...defaultSettings, failOn: 'warning' as const, reportExisting: true, environments: ['dev'] };
  expect(withInputs(configured, read())).toEqual(configured);
  expect(withInputs(configured, read({ 'fail-on': 'never', 'report-existing': 'false', environments: 'prod' }))).toMatchObject({
    failOn: 'never',
    reportExisting: false,
    environments: ['prod'],
  });
});

test('action.yml offers these inputs, and a default for the token alone', () => {
  const action = parse(readFileSync(join(__dirname, '../../action.yml'), 'utf8')) as { inputs: Record<string, { default?: string }> };
  expect(Object.keys(action.inputs).sort()).toEqual([...inputNames].sort());
  expect(Object.entries(action.inputs).flatMap(([name, input]) => (input.default === undefined ? [] : [name]))).toEqual(['github-token']);
});

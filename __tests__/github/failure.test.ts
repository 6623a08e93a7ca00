import { ConfigError, InputError } from '../../src/config/errors.js';
import { failureOf } from '../../src/github/failure.js';

const refused = (status: number, message: string): Error => Object.assign(new Error(message), { status, response: { headers: {} } });

test.each<[string, unknown, string, RegExp]>([
  ['a wrong configuration is the user’s', new ConfigError('x: no such key'), 'APIM CORS Review could not run', /^x: no such key$/],
  ['so is an input that cannot be read', new InputError('no such commit'), 'APIM CORS Review could not run', /^no such commit$/],
  [
    'a token that may not read',
    refused(403, 'Resource not accessible by integration'),
    'APIM CORS Review could not read the change',
    /"contents: read"/,
  ],
  [
    'histories that never met',
    refused(404, 'No common ancestor between a and b'),
    'APIM CORS Review could not read the change',
    /^Base and head have no common commit/,
  ],
  [
    'a token whose requests are used up',
    refused(403, 'API rate limit exceeded for installation'),
    'APIM CORS Review could not read the change',
    /used up/,
  ],
  [
    'a server in trouble',
    refused(502, 'Bad Gateway\nmore'),
    'APIM CORS Review could not read the change',
    /^Nothing was decided, so the check fails: GitHub is in trouble \(502: Bad Gateway\)\. Run the job again\.$/,
  ],
  ['whatever else is ours', new TypeError('x is undefined'), 'APIM CORS Review failed', /internal error of the review, not a finding/],
  ['even what is no error', 'boom', 'APIM CORS Review failed', /boom/],
])('%s', (_, error, title, text) => {
  const failure = failureOf(error);
  expect(failure.title).toBe(title);
  expect(failure.text).toMatch(text);
});

test('only what is ours or GitHub’s shows a stack', () => {
  expect(failureOf(new ConfigError('x')).stack).toBeNull();
  expect(failureOf(new TypeError('x')).stack).toContain('failure.test');
});

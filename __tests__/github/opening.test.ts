import { ConfigError, InputError } from '../../src/config/errors.js';
import { defaultSettings } from '../../src/config/settings.js';
import type { ConfigurationPlace } from '../../src/github/event.js';
import { readOpening } from '../../src/github/opening.js';
import type { GitHubReads, GraphqlAnswer } from '../../src/sources/github-port.js';

const name = { owner: 'contoso', repository: 'apis' };
const place: ConfigurationPlace = { branch: 'refs/heads/release/2', commit: 'b'.repeat(40) };

function answering(data: unknown, errors: GraphqlAnswer['errors'] = []): GitHubReads & { readonly asked: Readonly<Record<string, unknown>>[] } {
  const asked: Readonly<Record<string, unknown>>[] = [];
  return {
    asked,
    get: () => Promise.reject(new Error('not asked for')),
    graphql: (_, variables) => {
      asked.push(variables);
      return Promise.resolve({ data, errors });
    },
  };
}

const viewer = { login: 'github-actions' };
const file = (text: string) => ({ isBinary: false, isTruncated: false, text });
const tip = { oid: 'c'.repeat(40) };

test('the configuration is that of the tip of the base branch', async () => {
  const api = answering({ viewer, repository: { tip, atTip: file('fail-on: never\n'), atCommit: file('fail-on: error\n') } });
  const { settings, viewer: login } = await readOpening(api, name, place, './.github/apim-cors.yml');
  expect([settings.failOn, login]).toEqual(['never', 'github-actions']);
  expect(api.asked).toEqual([
    {
      owner: 'contoso',
      name: 'apis',
      tip: 'refs/heads/release/2',
      atTip: 'refs/heads/release/2:.github/apim-cors.yml',
      commit: place.commit,
      atCommit: `${place.commit}:.github/apim-cors.yml`,
    },
  ]);
});

test('a base branch that is gone counts as it was at the event', async () => {
  const api = answering({ viewer, repository: { tip: null, commit: tip, atTip: null, atCommit: file('fail-on: warning\n') } });
  expect((await readOpening(api, name, place, '.github/apim-cors.yml')).settings.failOn).toBe('warning');
});

test('without a branch the commit decides', async () => {
  const api = answering({ viewer, repository: { tip, commit: tip, atTip: file('fail-on: never\n'), atCommit: file('fail-on: never\n') } });
  expect((await readOpening(api, name, { ...place, branch: null }, '.github/apim-cors.yml')).settings.failOn).toBe('never');
  expect(api.asked).toMatchObject([{ tip: place.commit, atTip: `${place.commit}:.github/apim-cors.yml` }]);
});

test('neither branch nor commit is there: that is not a repository without a file', async () => {
  const opening = readOpening(answering({ viewer, repository: { tip: null, commit: null, atTip: null, atCommit: null } }), name, place, 'x.yml');
  await expect(opening).rejects.toThrow(
    new InputError(`GitHub does not have the commit ${place.commit}, whose configuration decides (a push can have taken it away)`),
  );
});

test('no file: the defaults; but one that was asked for by name must be there', async () => {
  const api = answering({ viewer, repository: { tip, atTip: null, atCommit: null } });
  expect((await readOpening(api, name, place, '.github/apim-cors.yml')).settings).toEqual(defaultSettings);
  await expect(readOpening(api, name, place, 'ops/cors.yml')).rejects.toThrow(
    new ConfigError("input 'config': the base branch release/2 has no file ops/cors.yml"),
  );
});

test('GitHub does not say who we are: the review can be made all the same', async () => {
  const api = answering({ viewer: null, repository: { tip, atTip: null, atCommit: null } }, [{ field: 'viewer', type: 'FORBIDDEN', message: 'no' }]);
  expect((await readOpening(api, name, place, '.github/apim-cors.yml')).viewer).toBe('');
});

test.each<[string, unknown, GraphqlAnswer['errors'], typeof ConfigError | typeof InputError, string]>([
  [
    'a field that failed is not a file that is not there',
    { viewer, repository: { tip, atTip: null, atCommit: null } },
    [{ field: 'repository', type: '', message: 'timed out' }],
    InputError,
    'timed out',
  ],
  ['no data', null, [], InputError, 'no data'],
  [
    'a repository the token cannot see',
    { viewer, repository: null },
    [{ field: 'repository', type: 'NOT_FOUND', message: 'x' }],
    ConfigError,
    '"contents: read"',
  ],
  ['a folder or a link', { viewer, repository: { tip, atTip: {}, atCommit: null } }, [], ConfigError, 'is no text file'],
  [
    'a binary file',
    { viewer, repository: { tip, atTip: { isBinary: true, isTruncated: false, text: null }, atCommit: null } },
    [],
    ConfigError,
    'is no text file',
  ],
  [
    'a file that comes cut',
    { viewer, repository: { tip, atTip: { isBinary: false, isTruncated: true, text: 'fail' }, atCommit: null } },
    [],
    ConfigError,
    'too large',
  ],
  ['a wrong file', { viewer, repository: { tip, atTip: file('fail-at: error\n'), atCommit: null } }, [], ConfigError, 'fail-on'],
])('%s', async (_, data, errors, kind, message) => {
  const opening = readOpening(answering(data, errors), name, place, '.github/apim-cors.yml');
  await expect(opening).rejects.toThrow(kind);
  await expect(opening).rejects.toThrow(message);
});

import { corsPolicyPage, portSwigger } from '../cors/sources.js';
import { apiPath, cors, corsExample, policy, repository } from '../layouts/apiops/example.js';
import { isInDevelopment, originDraft, originEntries, withoutOrigin } from './entry-drafts.js';
import type { Rule } from './rule.js';

const local = { origins: ['https://app.contoso.com', 'http://localhost:3000'] };

/** Rule `loopback-origin`: the user's own machine. */
export const loopbackOrigin: Rule = {
  id: 'loopback-origin',
  title: 'The user’s own machine as an origin',
  severity: 'warning',
  severityNote: 'error with credentials in an environment that is known and is not one of development; not told in development',
  ofDocument: true,
  certainty: 'documented',
  detects:
    'An `<origin>` on `localhost`, `*.localhost`, 127.0.0.0/8, `[::1]` or 0.0.0.0, unless it is for development: an environment that `development-environments` of the configuration names or, where that is left out, one with dev, test, local or sandbox in its name; without environments, a folder of one of these names.',
  why: 'Any program on a visitor’s machine can serve pages of that origin, and they call the API as the web app does. Developers need it in development, and nobody in production.',
  repair: 'List it for development only, by a named value or a template that fills in the origins of each environment.',
  sources: [corsPolicyPage, portSwigger],
  get fails() {
    return [corsExample('nothing tells which environment it is', local)];
  },
  get passes() {
    return [
      corsExample('named origins', { origins: ['https://app.contoso.com'] }),
      {
        name: 'a folder of development',
        head: Object.fromEntries(Object.entries(repository({ [apiPath]: policy(cors(local)) })).map(([path, text]) => [`dev/${path}`, text])),
      },
    ];
  },
  *check(state) {
    for (const found of originEntries(state, ['loopback'])) {
      const { entry, credentials } = found;
      const isDevelopment = isInDevelopment(state, entry.place);
      // What a template writes under a condition is probably for development.
      if (isDevelopment === true || (entry.kind === 'unresolved' && entry.isUnderDirective)) continue;
      yield originDraft('loopback-origin', state, found, {
        severity: credentials && isDevelopment === false ? 'error' : 'warning',
        kind: isDevelopment === null ? 'unnamed' : 'loopback',
        repairs: withoutOrigin(found),
      });
    }
  },
};

import { usesTold } from '../effective/origin-uses.js';
import { apiPath, cors, fragmentPath, policy, repository, rest, within } from '../layouts/apiops/example.js';
import { listInstead } from '../repairs/cors-for-reflection.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, expressionsPage, originReflectionPage, setHeaderPage } from '../cors/sources.js';

const origin = 'context.Request.Headers.GetValueOrDefault("Origin", "https://app.contoso.com")';
const header = (value: string): string[] =>
  within('set-header name="Access-Control-Allow-Origin" exists-action="override"', [`<value>${value}</value>`]);

/** Rule `reflected-origin`: every origin is reflected. */
export const reflectedOrigin: Rule = {
  id: 'reflected-origin',
  title: 'Every origin is answered with itself',
  severity: 'error',
  severityNote: 'info where what the policies show does not tell whether the value is checked',
  certainty: 'documented',
  detects:
    'The request’s `Origin` header as the value of `Access-Control-Allow-Origin` or `<origin>`, whatever way it takes: variables, fragments, any default, any section. The expressions are run with origins that no policy names.',
  why: 'Such a value allows every website, as `*` does, and with credentials too, which `*` does not. A default in `GetValueOrDefault` is for requests without an origin: it checks nothing.',
  repair:
    'Use `<cors>` with the origins that are meant. Where the header has to be written by hand, compare the origin with a list of whole origins first.',
  sources: [originReflectionPage, setHeaderPage, expressionsPage, corsPolicyPage],
  get fails() {
    return [
      { name: 'with a default', head: repository({ [apiPath]: policy(['<base />'], rest(['<base />', ...header(`@(${origin})`)])) }) },
      {
        name: 'through a variable and a fragment, on errors alone',
        head: repository({
          [fragmentPath]: [...within('fragment', [`<set-variable name="caller" value="@(${origin})" />`]), ''].join('\n'),
          [apiPath]: policy(
            ['<include-fragment fragment-id="browsers" />', '<base />'],
            rest(['<base />'], ['<base />', ...header('@((string)context.Variables["caller"])')]),
          ),
        }),
      },
      { name: 'as the origin of a <cors>', head: repository({ [apiPath]: policy(cors({ origins: [`@(${origin})`] })) }) },
    ];
  },
  get passes() {
    const listed = `@(new[] { "https://app.contoso.com" }.Contains(${origin}) ? ${origin} : "")`;
    return [{ name: 'only what a list holds', head: repository({ [apiPath]: policy(['<base />'], rest(['<base />', ...header(listed)])) }) }];
  },
  *check(state) {
    const rule = 'reflected-origin';
    for (const { uses, given, common } of usesTold(state, 'reflected')) {
      yield {
        rule,
        says: { code: rule, given: { ...given, hasDefault: uses.some(({ hasDefault }) => hasDefault) } },
        repairs: (desk) => listInstead(desk, state, uses),
        ...common,
      };
    }
    for (const verdict of ['too-long', 'unknown'] as const) {
      for (const { given, common } of usesTold(state, verdict)) {
        // `unresolved-origin` reports it for an <origin>.
        if (verdict === 'unknown' && given.what === 'origin') continue;
        yield { rule, says: { code: 'reflected-origin.unknown', given: { isTooLong: verdict === 'too-long' } }, repairs: null, ...common };
      }
    }
  },
};

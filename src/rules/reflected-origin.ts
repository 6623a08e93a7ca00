import { severityUnder } from '../effective/severity-under.js';
import { usesTold } from '../effective/origin-uses.js';
import { apiPath, cors, fragmentPath, policy, repository, rest, within } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, expressionsPage, originReflectionPage, setHeaderPage } from '../cors/sources.js';

const origin = 'context.Request.Headers.GetValueOrDefault("Origin", "https://app.contoso.com")';
const header = (value: string): string[] =>
  within('set-header name="Access-Control-Allow-Origin" exists-action="override"', [`<value>${value}</value>`]);
const remember = `<set-variable name="caller" value="@(${origin})" />`;
const recalled = header('@((string)context.Variables["caller"])');

/** Rule `reflected-origin`: every origin is answered with itself. */
export const reflectedOrigin: Rule = {
  id: 'reflected-origin',
  title: 'Every origin is answered with itself',
  severity: 'error',
  severityNote: 'warning or info where it cannot be followed whether the value is checked',
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
          [fragmentPath]: [...within('fragment', [remember]), ''].join('\n'),
          [apiPath]: policy(['<include-fragment fragment-id="browsers" />', '<base />'], rest(['<base />'], ['<base />', ...recalled])),
        }),
      },
      { name: 'as the origin of a <cors>', head: repository({ [apiPath]: policy(cors({ origins: [`@(${origin})`] })) }) },
    ];
  },
  get passes() {
    const listed = `@(new[] { "https://app.contoso.com" }.Contains(${origin}) ? ${origin} : "")`;
    return [
      { name: 'only what a list holds', head: repository({ [apiPath]: policy(['<base />'], rest(['<base />', ...header(listed)])) }) },
      {
        name: 'only under a condition that compares',
        head: repository({
          [apiPath]: policy(
            ['<base />'],
            rest(['<base />', ...within('choose', within(`when condition="@(${origin} == "https://app.contoso.com")"`, header(`@(${origin})`)))]),
          ),
        }),
      },
    ];
  },
  *check(state) {
    for (const { first, sections, uses, holding, ...common } of usesTold(state, 'reflected')) {
      const given = {
        what: first.what,
        sections,
        credentials: uses.some(({ credentials }) => credentials),
        hasDefault: uses.some(({ hasDefault }) => hasDefault),
        holding,
      };
      yield {
        rule: 'reflected-origin',
        severity: severityUnder(holding, 'error'),
        // Whether an expression works there at all no page says.
        certainty: first.what === 'origin' ? 'inferred' : 'documented',
        says: { code: 'reflected-origin', given },
        repairs: null,
        ...common,
      };
    }
    for (const verdict of ['too-long', 'unknown'] as const) {
      for (const { first, place, alsoAt, scope, key, targets } of usesTold(state, verdict)) {
        // `unresolved-origin` says it of an <origin>.
        if (verdict === 'unknown' && first.what === 'origin') continue;
        yield {
          rule: 'reflected-origin',
          severity: verdict === 'unknown' ? 'info' : 'warning',
          certainty: 'unknown',
          says: { code: 'reflected-origin.unknown', given: { isTooLong: verdict === 'too-long' } },
          place,
          alsoAt,
          scope,
          key,
          targets,
          repairs: null,
        };
      }
    }
  },
};

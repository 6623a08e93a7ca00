import { usesTold } from '../effective/origin-uses.js';
import { apiPath, policy, repository, rest, within } from '../layouts/apiops/example.js';
import { listInstead } from '../repairs/cors-for-reflection.js';
import type { Rule } from './rule.js';
import { expressionsPage, originReflectionPage, setHeaderPage } from '../cors/sources.js';

const checked = (condition: string): Readonly<Record<string, string>> => {
  const value = `@{ var o = context.Request.Headers.GetValueOrDefault("Origin", ""); return ${condition} ? o : ""; }`;
  const header = within('set-header name="Access-Control-Allow-Origin" exists-action="override"', [`<value>${value}</value>`]);
  return repository({ [apiPath]: policy(['<base />'], rest(['<base />', ...header])) });
};

/** Rule `loose-origin-match`: a check of the origin also accepts other origins. */
export const looseOriginMatch: Rule = {
  id: 'loose-origin-match',
  title: 'A check of the origin that other origins pass',
  severity: 'error',
  severityNote: null,
  certainty: 'documented',
  detects:
    'A comparison with the request’s `Origin` before it is given back that lets other origins pass: `EndsWith` without the dot, `StartsWith` without the end, `Contains`, a pattern without anchors or with a dot that is any character. The message names an origin that passes: the expressions were run with it.',
  why: 'Whoever registers a name that passes can read the answers with pages of his own.',
  repair: 'Compare with whole origins: `==`, a list, or a pattern from `^` to `$` with `\\.` for each dot. Better still, list them in `<cors>`.',
  sources: [originReflectionPage, setHeaderPage, expressionsPage],
  get fails() {
    return [
      { name: 'the end of a name without its dot', head: checked('o.EndsWith("contoso.com")') },
      { name: 'a pattern without its end', head: checked(String.raw`Regex.IsMatch(o, @"^https://app\.contoso\.com")`) },
    ];
  },
  get passes() {
    return [
      { name: 'names under a domain', head: checked('o.StartsWith("https://") && o.EndsWith(".contoso.com")') },
      { name: 'a pattern of whole origins', head: checked(String.raw`Regex.IsMatch(o, @"^https://(app|www)\.contoso\.com$")`) },
    ];
  },
  *check(state) {
    const rule = 'loose-origin-match';
    for (const { uses, first, given, common } of usesTold(state, 'loose')) {
      yield { rule, says: { code: rule, given: { ...given, origin: first.origin } }, repairs: (desk) => listInstead(desk, state, uses), ...common };
    }
  },
};

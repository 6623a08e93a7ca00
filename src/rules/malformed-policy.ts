import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import { limitsPage, scopesPage } from '../cors/sources.js';

/** Rule `malformed-policy`: a policy file that cannot be read. */
export const malformedPolicy: Rule = {
  id: 'malformed-policy',
  title: 'A policy file that cannot be read',
  severity: 'error',
  severityNote: null,
  ofDocument: true,
  certainty: 'documented',
  detects:
    'A policy file that is not well-formed once C# expressions are set aside, is larger than 1 MiB (API Management saves 256 KiB), nested deeper than 200 elements, has a document type or entity declaration, is not the kind of document its place takes (<fragment> at a scope, <policies> as a fragment), is a link or could not be read, or is one of several to which scopes: gives one scope.',
  why: 'API Management refuses to save it, and nobody can say what the effective policy is: access under it is shown as unknown.',
  repair: 'Fix the XML at the line shown. Where scopes: gives several files one scope, keep one of them there.',
  sources: [scopesPage, limitsPage],
  get fails() {
    return [
      {
        name: 'a closing tag that does not match',
        head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })).replace('</allowed-origins>', '</allowed-origin>') }),
      },
      {
        name: 'a fragment in the place of a policy document',
        head: repository({ [apiPath]: '<fragment>\n  <base />\n</fragment>\n' }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'XML of another tool in the folder of a policy',
        head: { ...repository({ [apiPath]: policy(['<base />']) }), 'apimartifacts/apis/orders/schema.xml': '<schema>&undeclared;</schema>' },
      },
      {
        name: 'quotes and generics in C# expressions',
        head: repository({
          [apiPath]: policy(['<set-variable name="n" value="@(context.Request.Headers.GetValueOrDefault<string>("X", "") && true)" />', '<base />']),
        }),
      },
    ];
  },
  *check(state) {
    for (const { file, scope } of state.remarkable()) {
      if (file.ok) continue;
      const { path, ref, id, line, says, isRefused } = file.broken;
      yield {
        rule: 'malformed-policy',
        severity: 'error',
        certainty: 'documented',
        says: { code: 'malformed-policy', given: { fault: says, isRefused } },
        place: { path, ref, line, endLine: line, at: null },
        alsoAt: [],
        scope,
        // Unreadable texts cannot be compared: a changed text is a new finding.
        key: `malformed:${id}`,
        targets: state.groups.filter((group) => group.layers.some((layer) => layer.file === file)).map((group) => group.target),
        repairs: null,
      };
    }
  },
};

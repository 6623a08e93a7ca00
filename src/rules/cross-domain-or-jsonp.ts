import type { PolicyDocument } from '../apim/policy.js';
import type { ScopeRef, Service } from '../apim/service.js';
import { targetsOfScope } from '../effective/scope-targets.js';
import { apiPath, cors, ordersSpecification, policy, repository, rest, within } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import { crossDomainPage, jsonpPage } from '../cors/sources.js';

const own = cors({ origins: ['https://app.contoso.com'] });
const flash = within('cross-domain', [...within('cross-domain-policy', ['<allow-http-request-headers-from domain="*" headers="*" />'])]);

/** Rule `cross-domain-or-jsonp`: the ways to read other sites before CORS existed. */
export const crossDomainOrJsonp: Rule = {
  id: 'cross-domain-or-jsonp',
  title: 'What came before CORS, and does not ask it',
  severity: 'warning',
  severityNote: 'info for `<cross-domain>`, which no browser reads any more',
  ofDocument: true,
  certainty: 'documented',
  detects: 'A `<jsonp>` directly in a section that answers of a GET pass, or a `<cross-domain>`.',
  why: 'Answers wrapped in a script are read by every website that loads the script, whatever `<cors>` lists, and the browser sends the visitor’s cookies along. `<cross-domain>` is for plug-ins that no browser has had since 2021.',
  repair: 'Delete it where no page loads answers as a script any more. Which pages do, no policy tells.',
  sources: [jsonpPage, crossDomainPage],
  get fails() {
    return [
      {
        name: 'answers as a script',
        head: repository({ [apiPath]: policy([...own, '<base />'], rest(['<base />', '<jsonp callback-parameter-name="cb" />'])) }),
      },
      { name: 'a policy for plug-ins', head: repository({ [apiPath]: policy([...own, ...flash, '<base />']) }) },
    ];
  },
  get passes() {
    const script = policy(['<base />'], rest(['<base />', '<jsonp callback-parameter-name="cb" />']));
    return [
      {
        name: 'an operation that no script loads, as in the Echo API that comes with a service',
        head: repository({ ...ordersSpecification(['get', 'head']), 'apimartifacts/apis/orders/operations/head-order/policy.xml': script }),
      },
      { name: 'CORS alone', head: repository({ [apiPath]: policy([...own, '<base />']) }) },
    ];
  },
  *check(state) {
    for (const { file, scope } of state.documents()) {
      if (!file.ok) continue;
      for (const { name, line } of oldWaysIn(file.document)) {
        const isScript = name === 'jsonp';
        if (isScript && !isLoadedByScripts(state.service, scope)) continue;
        const severity = isScript ? 'warning' : 'info';
        const { path, ref } = file.document;
        yield {
          rule: 'cross-domain-or-jsonp',
          severity,
          certainty: 'documented',
          says: { code: 'cross-domain-or-jsonp', given: { isScript } },
          place: { path, ref, line, endLine: line, at: null },
          alsoAt: [],
          scope,
          key: name,
          targets: targetsOfScope(state, scope),
          repairs: null,
        };
      }
    }
  },
};

/** Scripts are loaded by GET. API Management’s own Echo API has a `<jsonp>` on its HEAD operation, where it has no effect. */
function isLoadedByScripts({ apis }: Service, { kind, workspace, id, operation }: ScopeRef): boolean {
  if (kind !== 'api' && kind !== 'operation') return true;
  const operations = apis.filter((api) => api.id === id && api.workspace === workspace).flatMap((api) => api.operations);
  const concerned = kind === 'api' ? operations : operations.filter((one) => one.id === operation);
  return concerned.length === 0 || concerned.some(({ method }) => method === null || method === 'GET' || method === '*');
}

function* oldWaysIn({ sections }: PolicyDocument): Iterable<{ readonly name: string; readonly line: number }> {
  for (const { statements } of sections.values()) {
    for (const one of statements) {
      // Most policies have neither, and a search by name is faster than visiting each.
      if (one.kind !== 'others' || !(one.names.includes('jsonp') || one.names.includes('cross-domain'))) continue;
      for (const [index, name] of one.names.entries()) {
        if (name === 'jsonp' || name === 'cross-domain') yield { name, line: one.lines[index] ?? 1 };
      }
    }
  }
}

import { resourceKey } from '../apim/resource-key.js';
import { inclusionsIn } from '../effective/inclusions.js';
import { startOf } from '../effective/finding-place.js';
import { holdsCors } from '../effective/scoped-documents.js';
import { apiPath, cors, fragmentPath, policy, repository, within } from '../layouts/apiops/example.js';
import { isOpen } from '../text/open-parts.js';
import type { Rule } from './rule.js';
import { fragmentsPage } from '../cors/sources.js';

const fragment = [...within('fragment', cors({ origins: ['https://app.contoso.com'] })), ''].join('\n');

/** Rule `unused-fragment`: a fragment with a cors that no policy includes. */
export const unusedFragment: Rule = {
  id: 'unused-fragment',
  title: 'A <cors> in a fragment that nothing includes',
  severity: 'info',
  severityNote: null,
  quiet: { upTo: 'pull-request', because: 'It decides nothing, before the change or after it.' },
  isOncePerService: true,
  certainty: 'documented',
  detects:
    'A policy fragment that holds a `<cors>` and that no policy or fragment includes. Not where the repository need not hold the whole service, or some policy cannot be read.',
  why: 'Its origins look as if they had access, and have none by it.',
  repair: 'Include it, or delete it. Which of the two is meant, no policy tells.',
  sources: [fragmentsPage],
  get fails() {
    return [{ name: 'nothing includes it', head: repository({ [apiPath]: policy(['<base />']), [fragmentPath]: fragment }) }];
  },
  get passes() {
    const including = policy(['<include-fragment fragment-id="browsers" />', '<base />']);
    return [
      { name: 'a policy includes it', head: repository({ [apiPath]: including, [fragmentPath]: fragment }) },
      {
        name: 'which fragment is included is a named value',
        head: repository({ [apiPath]: including.replace('browsers', '{{fragment}}'), [fragmentPath]: fragment }),
      },
    ];
  },
  *check(state) {
    const { partlyKept, apisLeftOut, fragments } = state.service;
    if (partlyKept !== undefined || apisLeftOut || fragments.length === 0) return;
    const included = new Set<string>();
    for (const { file, scope } of state.remarkable()) {
      if (!file.ok) return;
      for (const { fragment: id } of inclusionsIn(file.document)) {
        if (isOpen(id, 'name')) return;
        included.add(resourceKey(scope.workspace, id));
      }
    }
    for (const { id, workspace, policy: file } of fragments) {
      if (!file.ok || included.has(resourceKey(workspace, id)) || !holdsCors(file.document)) continue;
      const [element] = state.corsElementsOf(file.document, { kind: 'fragment', workspace, id, operation: null });
      if (element === undefined) continue;
      yield {
        rule: 'unused-fragment',
        severity: 'info',
        certainty: 'documented',
        says: { code: 'unused-fragment', given: { fragment: id } },
        place: startOf(element.element.place),
        alsoAt: [],
        scope: element.scope,
        key: id,
        targets: [],
        repairs: null,
      };
    }
  },
};

import { isHttpToken } from '../browser/fetch-request.js';
import { corsPolicyPage, fetchStandard } from '../cors/sources.js';
import { evaluatedCors } from '../effective/service-state.js';
import { corsExample } from '../layouts/apiops/example.js';
import { onlyGains } from '../repairs/promises.js';
import { repairElement } from '../repairs/element-repair.js';
import { replaceElement } from '../xml/edit-elements.js';
import { entriesOf, entryDraft } from './entry-drafts.js';
import type { Rule } from './rule.js';

const origins = ['https://app.contoso.com'];

/** The names in a text that separates several valid names; null if that is not its fault. */
function severalNames(text: string): readonly string[] | null {
  const names = text.split(/[\s,;]+/).filter((name) => name !== '');
  return names.length > 1 && names.every((name) => isHttpToken(name) && !name.includes('*')) ? names : null;
}

/** Rule `header-pattern`: not the name of a header. */
export const headerPattern: Rule = {
  id: 'header-pattern',
  title: 'Not the name of a header',
  severity: 'error',
  severityNote: null,
  ofDocument: true,
  certainty: 'inferred',
  detects:
    'A `<header>` of `<allowed-headers>` or `<expose-headers>` that is no name: a pattern such as `x-*`, several names in one element, or a character that no name has.',
  why: 'Only a whole `*` stands for every header; `x-*` is compared letter by letter, and nobody sends a header of that name. A name with a character that names do not have makes browsers refuse the whole answer to a preflight.',
  repair: 'Write each name in an element of its own.',
  sources: [fetchStandard, corsPolicyPage],
  get fails() {
    return [
      corsExample('a pattern', { origins, headers: ['content-type', 'x-*'] }),
      corsExample('two names in one element', { origins, headers: ['content-type, authorization'] }),
      corsExample('no name', { origins, headers: ['content-type', 'x request'] }),
    ];
  },
  get passes() {
    return [
      corsExample('names', { origins, headers: ['content-type', 'x-request-id'], exposed: ['ETag'] }),
      corsExample('every header', { origins, headers: ['*'] }),
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      for (const [what, list] of [
        ['headers', element.policy.headers],
        ['exposed', element.policy.exposed],
      ] as const) {
        if (list.kind === 'list' && list.any) continue;
        for (const { name, text, place } of entriesOf(list)) {
          if (isHttpToken(name) && !name.includes('*')) continue;
          const several = severalNames(text);
          yield entryDraft('header-pattern', state, element, {
            severity: 'error',
            name,
            kind: several === null ? 'headers' : 'several',
            place,
            certainty: 'inferred',
            key: `${what} ${name}`,
            repairs:
              several === null
                ? null
                : (desk) =>
                    repairElement(
                      desk,
                      place,
                      (document, found) => replaceElement(document, found, several.map((one) => `<header>${one}</header>`).join('\n')),
                      {
                        title: { code: 'one-element-each', given: { of: 'header' } },
                        promise: onlyGains(what),
                        certainty: 'inferred',
                        leansOn: { code: 'meant', given: { texts: several } },
                      },
                    ),
          });
        }
      }
    }
  },
};

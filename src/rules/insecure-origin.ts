import { jubCors, portSwigger } from '../cors/sources.js';
import { corsExample } from '../layouts/apiops/example.js';
import { repairElement } from '../repairs/element-repair.js';
import { touchesOnly } from '../repairs/promises.js';
import { removeNode, setText } from '../xml/edit-elements.js';
import { isInDevelopment, originDraft, originEntries } from './entry-drafts.js';
import type { Rule } from './rule.js';

/** Rule `insecure-origin`: a plain http origin. */
export const insecureOrigin: Rule = {
  id: 'insecure-origin',
  title: 'A plain http origin',
  severity: 'warning',
  severityNote: 'error with credentials; info in an environment of development',
  ofDocument: true,
  certainty: 'documented',
  detects: 'An `<origin>` with the scheme `http`, but for names of the user’s own machine.',
  why: 'Pages of plain http are whatever the network delivers: whoever is on the path puts a script into them, and the API answers it as it answers the web app. With credentials that script acts as the visitor, whatever TLS the API itself has.',
  repair: 'Serve the web app over https and list that origin.',
  sources: [portSwigger, jubCors],
  get fails() {
    return [
      corsExample('plain http', { origins: ['http://app.contoso.com'] }),
      corsExample('with credentials', { origins: ['http://app.contoso.com'], attributes: ' allow-credentials="true"' }),
    ];
  },
  get passes() {
    return [
      corsExample('https', { origins: ['https://app.contoso.com'] }),
      corsExample('the user’s own machine', { origins: ['http://localhost:3000'] }),
    ];
  },
  *check(state) {
    for (const found of originEntries(state, ['http'])) {
      const { entry, element, name, credentials } = found;
      const secure = name.replace(/^http:/, 'https:');
      const isListed = element.policy.origins.some((other) => other.kind === 'origin' && other.origin === secure);
      yield originDraft('insecure-origin', state, found, {
        severity: isInDevelopment(state, entry.place) === true ? 'info' : credentials ? 'error' : 'warning',
        repairs:
          entry.kind === 'origin' && entry.names.length === 0
            ? (desk) =>
                repairElement(desk, entry.place, (document, node) => (isListed ? removeNode(document, node) : setText(document, node, secure)), {
                  title: isListed ? { code: 'delete-entry', given: { name, isRepeated: false } } : { code: 'write', given: { text: secure } },
                  promise: touchesOnly([name, secure], ['narrowed', 'widened', 'unknown', 'mixed']),
                  certainty: 'inferred',
                  leansOn: isListed ? null : { code: 'meant', given: { texts: [secure] } },
                })
            : null,
      });
    }
  },
};

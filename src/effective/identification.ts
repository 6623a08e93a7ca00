import type { PolicyDocument } from '../apim/policy.js';

/** Whether a document's policies read credentials that browsers attach automatically: client certificates, or a token outside headers, usually in a cookie. */
export function readsWhatBrowsersAttach(document: PolicyDocument): boolean {
  for (const statement of document.sections.get('inbound')?.statements ?? []) {
    if (statement.kind !== 'others') continue;
    for (const [index, name] of statement.names.entries()) {
      if (name === 'validate-client-certificate') return true;
      const end = statement.ends?.get(index);
      if (end?.kind !== 'check') continue;
      if (end.element.attributes.some((one) => one.name === 'token-value' || /cookie/i.test(one.value))) return true;
    }
  }
  return false;
}

import type { PolicyDocument } from '../apim/policy.js';

/** True where a document's policies read what browsers attach by themselves: client certificates, or a token that comes from somewhere else than a header: a cookie is the usual place. */
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

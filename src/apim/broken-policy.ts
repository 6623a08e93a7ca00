import { wholeFile, type PolicyRef } from '../text/policy-ref.js';
import type { XmlProblemCode } from '../xml/document.js';
import type { PolicyDocument, PolicyFile } from './policy.js';
import type { PolicyFault, Unread } from './policy-fault.js';

/** Tags that do not fit are refused. Bounds, encodings and expressions that can be read in two ways are only ours not to read. */
export function isRefusedAtSave(code: XmlProblemCode): boolean {
  return code === 'malformed';
}

/** A policy file that is not one; `line` is 1-based. `isRefused`: API Management would not save it. */
export function broken(ref: PolicyRef, id: string, line: number, says: PolicyFault, isRefused = true): PolicyFile {
  return { ok: false, broken: { path: ref.path, ref, id, says, line, isRefused } };
}

/**
 * The file, provided it is the kind of document that its place asks for: a fragment at a scope would let nothing through, a policy document in a
 * fragment's place would add nothing, and API Management takes neither.
 */
export function expectRoot(file: PolicyFile, root: PolicyDocument['root']): PolicyFile {
  if (!file.ok || file.document.root === root) return file;
  const { ref, id, line } = file.document;
  return broken(ref, id, line, { code: 'root-of-another-place', given: { expected: root } });
}

/** A policy file whose content is not to be had: it is there, so the scope is not taken for one without a policy. */
export function unreadablePolicy(path: string, id: string, why: Unread): PolicyFile {
  return broken(wholeFile(path), id, 1, { code: 'unread', given: { why } }, false);
}

/** Several files that are given one scope: each might be the one that is published, so what stands there is unknown. */
export function conflictingPolicies(files: readonly { readonly path: string; readonly id: string }[]): PolicyFile {
  const [first, ...others] = files;
  const says = { code: 'scope-given-twice', given: { others: others.map(({ path }) => path) } } as const;
  return broken(wholeFile(first?.path ?? ''), files.map(({ id }) => id).join(' '), 1, says, false);
}

/** Whether a text that cannot be read has the tag of a `<cors>` outside of comments. */
export function beginsCors(input: Uint8Array | string): boolean {
  const text = typeof input === 'string' ? input : new TextDecoder().decode(input);
  return text.includes('<cors') && /<cors[\s/>]/.test(text.replace(/<!--[^]*?-->/g, ''));
}

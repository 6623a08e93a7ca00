import { wholeFile, type PolicyRef } from '../text/policy-ref.js';
import type { XmlProblemCode } from '../xml/document.js';
import type { PolicyDocument, PolicyFile } from './policy.js';
import type { PolicyFault, Unread } from './policy-fault.js';

/** API Management refuses mismatched tags. Exceeded bounds, encodings and ambiguous expressions are limits of this reader only. */
export function isRefusedAtSave(code: XmlProblemCode): boolean {
  return code === 'malformed';
}

/** A file that is not a valid policy; `line` is 1-based. `isRefused`: API Management would not save it. */
export function broken(ref: PolicyRef, id: string, line: number, says: PolicyFault, isRefused = true): PolicyFile {
  return { ok: false, broken: { path: ref.path, ref, id, says, line, isRefused } };
}

/**
 * The file if its root element suits its place, otherwise a broken policy: API Management accepts neither a fragment at a scope nor a policy document as a
 * fragment.
 */
export function expectRoot(file: PolicyFile, root: PolicyDocument['root']): PolicyFile {
  if (!file.ok || file.document.root === root) return file;
  const { ref, id, line } = file.document;
  return broken(ref, id, line, { code: 'root-of-another-place', given: { expected: root } });
}

/** A policy file whose content cannot be obtained. The file exists, so the scope must not count as one without a policy. */
export function unreadablePolicy(path: string, id: string, why: Unread): PolicyFile {
  return broken(wholeFile(path), id, 1, { code: 'unread', given: { why } }, false);
}

/** Several files claim one scope: any of them might be the published one, so the policy is unknown. */
export function conflictingPolicies(files: readonly { readonly path: string; readonly id: string }[]): PolicyFile {
  const [first, ...others] = files;
  const says = { code: 'scope-given-twice', given: { others: others.map(({ path }) => path) } } as const;
  return broken(wholeFile(first?.path ?? ''), files.map(({ id }) => id).join(' '), 1, says, false);
}

/** Whether an unreadable text has a `<cors>` tag outside comments. */
export function beginsCors(input: Uint8Array | string): boolean {
  const text = typeof input === 'string' ? input : new TextDecoder().decode(input);
  return text.includes('<cors') && /<cors[\s/>]/.test(text.replace(/<!--[^]*?-->/g, ''));
}

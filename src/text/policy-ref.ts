/**
 * Identifies a policy. A policy is not its file: one YAML or JSON file holds several, and a template is a different policy for each set of values. A policy
 * that is a whole file stands at 0 and has no variant.
 */
export interface PolicyRef {
  /** The file, relative to the repository's root. */
  readonly path: string;
  /** Offset in the file (UTF-16) at which the policy's notation begins; 0 for a whole file. */
  readonly at: number;
  /** The values that were filled in, if the file alone does not determine the policy; otherwise ''. */
  readonly variant: string;
}

/** A policy that is a file of its own. */
export function wholeFile(path: string): PolicyRef {
  return { path, at: 0, variant: '' };
}

/** True for a policy that is a file of its own: its text is the file's text. */
export function isWholeFile(ref: PolicyRef): boolean {
  return ref.at === 0 && ref.variant === '';
}

/**
 * A policy's name in texts for people: the path, and for a part of a file what deploys it. If nothing deploys it, the offset, which changes as soon as
 * something above it grows.
 */
export function refName(ref: PolicyRef): string {
  if (isWholeFile(ref)) return ref.path;
  return `${ref.path}#${ref.variant === '' ? ref.at : ref.variant.trim()}`;
}

/** The canonical key of a policy within one tree: two refs are the same policy if and only if their keys are equal. For a whole file it is the path. */
export function refKey(ref: PolicyRef): string {
  if (isWholeFile(ref)) return ref.path;
  let key = keys.get(ref);
  if (key === undefined) keys.set(ref, (key = `${ref.path}\u0000${ref.at}\u0000${ref.variant}`));
  return key;
}

/** Every repair attempt asks for the keys of all policies of a service. */
const keys = new WeakMap<PolicyRef, string>();

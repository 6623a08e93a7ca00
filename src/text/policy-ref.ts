/**
 * Which policy is meant. A policy is not its file: one YAML or JSON file holds several, and a template stands for as many as it is filled in for.
 * A policy that is a whole file stands at 0, with no variant.
 */
export interface PolicyRef {
  /** The file, relative to the repository's root. */
  readonly path: string;
  /** Offset in the file (UTF-16) at which the policy's notation begins; 0 for a whole file. */
  readonly at: number;
  /** What was filled in, where the file alone does not say what the policy is; '' where nothing was. */
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
 * The policy in a word, for names that people write: the path, and of a part of the file what deploys it. Where nothing does, the offset tells it, which
 * is another one as soon as something above it grows.
 */
export function refName(ref: PolicyRef): string {
  if (isWholeFile(ref)) return ref.path;
  return `${ref.path}#${ref.variant === '' ? ref.at : ref.variant.trim()}`;
}

/** The canonical key of a policy within one tree: equal keys mean the same policy. For a whole file it is the path. */
export function refKey(ref: PolicyRef): string {
  if (isWholeFile(ref)) return ref.path;
  let key = keys.get(ref);
  if (key === undefined) keys.set(ref, (key = `${ref.path}\u0000${ref.at}\u0000${ref.variant}`));
  return key;
}

/** Every repair that is tried asks for the keys of all policies of a service. */
const keys = new WeakMap<PolicyRef, string>();

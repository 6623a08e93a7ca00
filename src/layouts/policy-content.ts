/** Names that policy files go by, templates of infrastructure code among them. */
export const policyName = /\.(xml|tpl|tftpl)$/i;

/** Whether a file can be a policy or say something of a service, by its name: one that cannot is not worth reading for the lines that changed. */
export function mayDescribeService(path: string): boolean {
  return policyName.test(path) || /\.(json|ya?ml)$/i.test(path);
}

/** Of a file: enough to find its first elements. */
const mostLookedAt = 256 * 1024;

/**
 * Whether a file is a policy document or a fragment, told by its first element (many other tools keep a `policy.xml`); null: neither. A policy
 * document also has one of its sections. Tolerant: what follows may be broken. Linear.
 */
export function policyRootOf(bytes: Uint8Array): 'policies' | 'fragment' | null {
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes.subarray(0, mostLookedAt));
  let at = 0;
  for (;;) {
    while (at < text.length && /[\s\ufeff]/.test(text.charAt(at))) at += 1;
    const close = text.startsWith('<!--', at) ? '-->' : text.startsWith('<?', at) ? '?>' : null;
    if (close === null) break;
    const end = text.indexOf(close, at + 2);
    if (end < 0) return null;
    at = end + close.length;
  }
  const tag = text.slice(at, at + 12);
  if (/^<fragment[\s>/]/.test(tag)) return 'fragment';
  return /^<policies[\s>]/.test(tag) && /<(inbound|backend|outbound|on-error)[\s>/]/.test(text.slice(at)) ? 'policies' : null;
}

/** A policy saved as UTF-16 is one all the same: that it has to be UTF-8 is then said of it. */
function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

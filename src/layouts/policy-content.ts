import { encodingOf } from '../text/encoding.js';
import { mayEmbedPolicies } from './embedded-policy.js';

/** Endings of the templates that programs make files of: Terraform's, and those of engines that a pipeline may run over a policy. */
const ofTemplates = 'tpl|tftpl|tmpl|tmplt|gotmpl|template|liquid|sbn|j2|jinja2?|njk|hbs|handlebars|mustache|erb|ejs|ftl|vm|cshtml|in';

/** Names that policy files go by, templates among them; behind `.xml` any ending but those of remarks and copies that nobody deploys. */
export const policyName = new RegExp(
  String.raw`\.(?:xml|${ofTemplates}|xml\.(?!(?:md|markdown|rst|adoc|bak|orig|rej|old|sig|sha\d*|gz|zip)$)\w{1,12})$`,
  'i',
);

/** Endings of a policy's name that say nothing of what it is. */
export const policyEndings = new RegExp(String.raw`(?:\.(?:xml|${ofTemplates}))+$`, 'i');

/** Whether a file can be a policy or say something of a service, by its name: one that cannot is not worth reading for the lines that changed. */
export function mayDescribeService(path: string): boolean {
  return policyName.test(path) || /\.(json|ya?ml|tf|tofu|tfvars)$/i.test(path) || mayEmbedPolicies(path);
}

/** Of a file: enough to find its first elements. */
const mostLookedAt = 256 * 1024;

/**
 * Whether a file is a policy document or a fragment, told by its first element (many other tools keep a `policy.xml`); null: neither. A policy
 * document also has one of its sections. Tolerant: what stands before the first element and what follows may be broken, for a policy that cannot be
 * read any more is not one that is gone. Linear.
 */
export function policyRootOf(bytes: Uint8Array): 'policies' | 'fragment' | null {
  const decoder = new TextDecoder(encodingOf(bytes));
  const root = rootIn(decoder.decode(bytes.subarray(0, mostLookedAt)));
  return root === null && bytes.length > mostLookedAt ? rootIn(decoder.decode(bytes)) : root;
}

/** Whether a file has a policy document in it, whatever stands in front: one that is a policy no more is not one that is gone. */
export function holdsPolicy(bytes: Uint8Array): boolean {
  return policyRootOf(bytes) !== null || /<(?:[\w.-]{1,20}:)?(?:policies|fragment)[\s>]/i.test(new TextDecoder(encodingOf(bytes)).decode(bytes));
}

function rootIn(text: string): 'policies' | 'fragment' | null {
  let at = text.indexOf('<');
  while (at >= 0 && /[!?]/.test(text.charAt(at + 1))) {
    const close = text.startsWith('<!--', at) ? '-->' : '>';
    const end = text.indexOf(close, at + 2);
    // A comment that does not end hides nothing.
    at = text.indexOf('<', end < 0 ? at + 2 : end + close.length);
  }
  const tag = text.slice(at, at + 40);
  if (at >= 0 && /^<fragment[\s>/]/.test(tag)) return 'fragment';
  return at >= 0 &&
    /^<(?:[\w.-]{1,20}:)?policies[\s>]/i.test(tag) &&
    /<(?:[\w.-]{1,20}:)?(inbound|backend|outbound|on-error)[\s>/]/i.test(text.slice(at))
    ? 'policies'
    : null;
}

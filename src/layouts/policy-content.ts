import { encodingOf } from '../text/encoding.js';
import { mayEmbedPolicies } from './embedded-policy.js';

/** Extensions of templates: Terraform's, and those of engines that a pipeline may apply to a policy. */
const ofTemplates = 'tpl|tftpl|tmpl|tmplt|gotmpl|template|liquid|sbn|j2|jinja2?|njk|hbs|handlebars|mustache|erb|ejs|ftl|vm|cshtml|in';

/** Names of policy files, including templates; after `.xml` any extension except those of notes and backups. */
export const policyName = new RegExp(
  String.raw`\.(?:xml|${ofTemplates}|xml\.(?!(?:md|markdown|rst|adoc|bak|orig|rej|old|sig|sha\d*|gz|zip)$)\w{1,12})$`,
  'i',
);

/** Extensions of a policy's name without information. */
export const policyEndings = new RegExp(String.raw`(?:\.(?:xml|${ofTemplates}))+$`, 'i');

/** Whether a file's name allows it to be a policy or to describe a service: others need not be read for their changed lines. */
export function mayDescribeService(path: string): boolean {
  return policyName.test(path) || /\.(json|ya?ml|tf|tofu|tfvars)$/i.test(path) || mayEmbedPolicies(path);
}

/** Bytes of a file that are read: enough for its first elements. */
const mostLookedAt = 256 * 1024;

/**
 * Whether a file is a policy document or a fragment, by its first element (many other tools have a `policy.xml`); null: neither. A policy document also has one
 * of its sections. Tolerant of broken XML around the first element, because a policy that became unreadable must not count as deleted. Linear.
 */
export function policyRootOf(bytes: Uint8Array): 'policies' | 'fragment' | null {
  const decoder = new TextDecoder(encodingOf(bytes));
  const root = rootIn(decoder.decode(bytes.subarray(0, mostLookedAt)));
  return root === null && bytes.length > mostLookedAt ? rootIn(decoder.decode(bytes)) : root;
}

/** Whether a file contains a policy document anywhere: a broken policy must not count as deleted. */
export function holdsPolicy(bytes: Uint8Array): boolean {
  return policyRootOf(bytes) !== null || /<(?:[\w.-]{1,20}:)?(?:policies|fragment)[\s>]/i.test(new TextDecoder(encodingOf(bytes)).decode(bytes));
}

function rootIn(text: string): 'policies' | 'fragment' | null {
  let at = text.indexOf('<');
  while (at >= 0 && /[!?]/.test(text.charAt(at + 1))) {
    const close = text.startsWith('<!--', at) ? '-->' : '>';
    const end = text.indexOf(close, at + 2);
    // An unterminated comment hides nothing.
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

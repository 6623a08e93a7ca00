import type { Span } from '../text/edit.js';
import { encodingOf } from '../text/encoding.js';

/**
 * Policies inside code of languages that no layout reads: detected, so that changes do not pass unseen, but not evaluated. Recognised by their text, as XML or
 * escaped in JSON and XML.
 */

/** Names of files with embedded policies: Bicep, and templates of the Azure Resource Manager. */
const codeName = /\.(bicep|bicepparam|jsonc?)$/i;
/** JSON written by APIOps: it holds no policies except fragments, which are read elsewhere. */
const metadataName = /(^|\/)(\w*information|specification|apis|apiVersionSet|tags|groups|package(-lock)?|tsconfig)\.json$/i;
/** Whether a text is a template, or sets its parameters, by its schema. */
export const isTemplateFile = (text: string): boolean => /deployment(?:Template|Parameters)\.json/i.test(text);
/** Whether a text is a template by its schema, or a part of one by the properties of its resources; responses of the Azure API have no `apiVersion`. */
const isTemplate = (text: string): boolean => isTemplateFile(text) || (/Microsoft\.ApiManagement\/service/i.test(text) && /"apiVersion"/i.test(text));

/** `<` in XML, escaped in JSON, or escaped in XML. */
const opened = String.raw`(?:<|\\u003c|&lt;)`;
const policies = new RegExp(`${opened}(policies|fragment)\\b`, 'gi');
const parts = new RegExp(`${opened}(policies|fragment|cors)\\b|access-control-`, 'gi');
/** A commented-out line. */
const remark = /^[ \t]*\/\/.*$/gm;
const deciding = new RegExp(`${opened}cors\\b|access-control-`, 'i');

/** Substitutions of Bicep and pipelines, and concatenations and replacements of template functions. */
const filled = /\$\{|#\{|__\w+__/;
const isFilled = (text: string): boolean => /\b(?:replace|format)\s*\(/.test(text) || /"\[\s*(?:concat|format|replace|join)\s*\(/i.test(text);

/** In bytes. Longer code is not read: it is generated. */
export const longestCode = 5_000_000;

/** Text that may deploy policies, or set their values, in a file too long to read. */
const mayHold = new RegExp(
  `Microsoft\\.ApiManagement|deploymentParameters\\.json|^\\s*using\\s+'|${opened}(?:policies|fragment|cors)\\b|access-control-`,
  'im',
);

/** Whether a file may have embedded policies, by its name. */
export function mayEmbedPolicies(path: string): boolean {
  return codeName.test(path) && !metadataName.test(path);
}

/** A policy inside code. */
export interface EmbeddedPolicies {
  /** The texts from each opening tag to its end, concatenated: unchanged if no policy changed. With substitutions, the whole file. */
  readonly text: string;
  /** The first line that decides browser access; null if there is none. */
  readonly decidesAt: number | null;
}

/** Whether a file with such a name is too long to read and may embed policies. Linear. */
export function isTooLongCode(bytes: Uint8Array): boolean {
  return bytes.length > longestCode && mayHold.test(decoded(bytes));
}

const decoded = (bytes: Uint8Array): string => new TextDecoder(encodingOf(bytes)).decode(bytes);

/** The embedded policies of a file with such a name; null: none, or too long to read. Linear. */
export function embeddedPolicies(path: string, bytes: Uint8Array): EmbeddedPolicies | null {
  if (bytes.length > longestCode) return null;
  const text = decoded(bytes);
  return /\.jsonc?$/i.test(path) && !isTemplate(text) ? null : embeddedIn(text, policies);
}

/**
 * What a followed code file embeds outside the places (UTF-16) of followed policies; null: nothing. Parts of policies count too, because code may join them.
 * Linear.
 */
export function embeddedBeside(text: string, followed: Iterable<Span>): EmbeddedPolicies | null {
  let rest = '';
  let end = 0;
  for (const span of [...followed].sort((a, b) => a.start - b.start)) {
    if (span.end <= end) continue;
    const start = Math.max(end, span.start);
    rest += text.slice(end, start) + text.slice(start, span.end).replace(/[^\n]/g, ' ');
    end = span.end;
  }
  return embeddedIn((rest + text.slice(end)).replace(remark, ''), parts);
}

function embeddedIn(text: string, pattern: RegExp): EmbeddedPolicies | null {
  const closes = new ClosingTags(text);
  const found: string[] = [];
  let decidesAt: number | null = null;
  let end = 0;
  for (const { 0: tag, 1: name = '', index } of text.matchAll(pattern)) {
    if (index < end) continue;
    const after = index + tag.length;
    const closed = name === '' ? null : closes.next(name, after);
    const isPart = closed === null && pattern === parts;
    const close = isPart ? text.indexOf('\n', after) : (closed ?? -1);
    end = close < 0 ? text.length : close;
    const policy = text.slice(index, end);
    found.push(policy);
    const at: number = decidesAt === null ? policy.search(deciding) : -1;
    if (at >= 0) decidesAt = text.slice(0, index + at).split('\n').length;
  }
  if (found.length === 0) return null;
  const all = found.map((policy) => `${policy}\u0000`).join('');
  return { text: filled.test(all) || isFilled(text) ? text : all, decidesAt };
}

/** Finds closing tags by name, for ascending offsets: each part of the text is searched once. */
class ClosingTags {
  readonly #text: string;
  readonly #next = new Map<string, number>();

  constructor(text: string) {
    this.#text = text;
  }

  /** The first one at or after an offset, or null. */
  next(name: string, from: number): number | null {
    const key = name.toLowerCase();
    let known = this.#next.get(key) ?? -1;
    if (known < from) {
      const pattern = new RegExp(`${opened}/${key}`, 'gi');
      pattern.lastIndex = from;
      known = pattern.exec(this.#text)?.index ?? Infinity;
      this.#next.set(key, known);
    }
    return known === Infinity ? null : known;
  }
}

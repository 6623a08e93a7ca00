import type { Span } from '../text/edit.js';
import { encodingOf } from '../text/encoding.js';
import { openParts } from '../text/open-parts.js';

/**
 * Policies inside the code that deploys them, in languages that no layout reads: seen, so that a change of one does not pass unseen, and not
 * evaluated. They are known by their text, as XML or as JSON and XML escape it.
 */

/** Names of files that policies are embedded in: Bicep, and templates of the Azure Resource Manager. */
const codeName = /\.(bicep|bicepparam|jsonc?)$/i;
/** JSON that APIOps writes: it holds no policies but fragments, which are read there. */
const metadataName = /(^|\/)(\w*information|specification|apis|apiVersionSet|tags|groups|package(-lock)?|tsconfig)\.json$/i;
/** Whether a text is a template, or gives values to one, by its schema. */
export const isTemplateFile = (text: string): boolean => /deployment(?:Template|Parameters)\.json/i.test(text);
/** A template by its schema, or a part of one by what each of its resources has; what the API of Azure answers has no `apiVersion`. */
const isTemplate = (text: string): boolean => isTemplateFile(text) || (/Microsoft\.ApiManagement\/service/i.test(text) && /"apiVersion"/i.test(text));

/** `<` as XML, JSON in its longer form, or XML inside XML writes it. */
const opened = String.raw`(?:<|\\u003c|&lt;)`;
const policies = new RegExp(`${opened}(policies|fragment)\\b`, 'gi');
const parts = new RegExp(`${opened}(policies|fragment|cors)\\b|access-control-`, 'gi');
/** A line that code leaves out. */
const remark = /^[ \t]*\/\/.*$/gm;
const deciding = new RegExp(`${opened}cors\\b|access-control-`, 'i');

/** What the functions of a template put together or replace. */
const isFilled = (text: string): boolean => /\b(?:replace|format)\s*\(/.test(text) || /"\[\s*(?:concat|format|replace|join)\s*\(/i.test(text);

/** Bytes. Code that is longer is not read: programs write it. */
export const longestCode = 5_000_000;

/** What code says that may deploy policies, or give them values, in a file that is too long to be read. */
const mayHold = new RegExp(
  `Microsoft\\.ApiManagement|deploymentParameters\\.json|^\\s*using\\s+'|${opened}(?:policies|fragment|cors)\\b|access-control-`,
  'im',
);

/** Whether a file may have policies embedded in it, by its name. */
export function mayEmbedPolicies(path: string): boolean {
  return codeName.test(path) && !metadataName.test(path);
}

/** A policy inside code. */
export interface EmbeddedPolicies {
  /**
   * The texts from each opening tag to its end, one after the other: the same on both sides, no policy is changed. Where code fills something in, all
   * of the file.
   */
  readonly text: string;
  /** The first line that decides what browsers may do; null: there is none. */
  readonly decidesAt: number | null;
}

/** Whether a file of such a name is too long to be read, and may embed policies. Linear. */
export function isTooLongCode(bytes: Uint8Array): boolean {
  return bytes.length > longestCode && mayHold.test(decoded(bytes));
}

const decoded = (bytes: Uint8Array): string => new TextDecoder(encodingOf(bytes)).decode(bytes);

/** What a file of such a name embeds; null: no policy, or it is too long to be read. Linear. */
export function embeddedPolicies(path: string, bytes: Uint8Array): EmbeddedPolicies | null {
  if (bytes.length > longestCode) return null;
  const text = decoded(bytes);
  return /\.jsonc?$/i.test(path) && !isTemplate(text) ? null : embeddedIn(text, policies);
}

/**
 * What a file of followed code embeds outside of the places (UTF-16) of the policies that are followed; null: nothing. A part of a policy counts too,
 * for code may put it together. Linear.
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
  return { text: openParts(all, 'string').some(({ kind }) => kind !== 'named-value') || isFilled(text) ? text : all, decidesAt };
}

/** Where elements of a name are closed, asked for from the start of a text to its end: each part of it is searched once. */
class ClosingTags {
  readonly #text: string;
  readonly #next = new Map<string, number>();

  constructor(text: string) {
    this.#text = text;
  }

  /** The first one at an offset or after it; null: there is none. */
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

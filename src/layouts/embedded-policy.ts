import type { Span } from '../text/edit.js';

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

/** What Bicep and pipelines fill in; what the functions of a template put together or replace. */
const filled = /\$\{|#\{|__\w+__/;
const isFilled = (text: string): boolean => /\b(?:replace|format)\s*\(/.test(text) || /"\[\s*(?:concat|format|replace|join)\s*\(/i.test(text);

/** More is not looked at: code that large is written by programs. Bytes. */
const mostBytes = 5_000_000;

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

/** What a file of such a name embeds; null: no policy. Linear. */
export function embeddedPolicies(path: string, bytes: Uint8Array): EmbeddedPolicies | null {
  if (bytes.length > mostBytes) return null;
  const text = new TextDecoder().decode(bytes);
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
  let found = '';
  let decidesAt: number | null = null;
  let end = 0;
  for (const { 0: tag, 1: name = '', index } of text.matchAll(pattern)) {
    if (index < end) continue;
    const after = text.slice(index + tag.length);
    const closed = name === '' ? -1 : after.search(new RegExp(`(?:<|\\\\u003c|&lt;)/${name}`, 'i'));
    const close = closed < 0 && pattern === parts ? after.indexOf('\n') : closed;
    end = close < 0 ? text.length : index + tag.length + close;
    const policy = text.slice(index, end);
    found += `${policy}\u0000`;
    const at: number = decidesAt === null ? policy.search(deciding) : -1;
    if (at >= 0) decidesAt = text.slice(0, index + at).split('\n').length;
  }
  return found === '' ? null : { text: filled.test(found) || isFilled(text) ? text : found, decidesAt };
}

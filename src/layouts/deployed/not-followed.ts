import type { NotFollowed } from '../../apim/service.js';
import { LineIndex } from '../../text/line-index.js';

/** What writes a policy by command: Azure's own commands for it, and requests to the address of one. */
const writesPolicies =
  /set-azapimanagementpolicy|\baz\s+apim\b[^\n]*polic|apimanagement[\s\S]{0,4000}polic|polic[\s\S]{0,4000}apimanagement|\/policies\/policy\b/i;
/** What reaches API Management, or can. */
const reachesService = /apim\b|\bapim|api[-_ ]?management|\baz\s+rest\b|armclient|invoke-azrest/i;
/** Rules of other services, and names of other resources, which may be called after API Management: `network_policies`, `azurerm_subnet.apim.id`. */
const ofOthers =
  /(?:network|access|retention|scaling|backup|security|lifecycle|firewall|waf|restart|pull|eviction|endpoint)_?polic\w*|\bazurerm_(?!api_management)\w+\.[\w.[\]-]+/gi;
/** What may be handed to a policy. */
const isOfPolicies = /polic|\bcors\b|origin|<\w/i;

/** What a command, a script or a request may do, as far as its text tells. */
export function touchedBy(text: string): NotFollowed['touches'] {
  if (writesPolicies.test(text) || (/apimanagement|\baz\s+apim\b/i.test(text) && /polic/i.test(text))) return 'policies';
  return reachesService.test(text) ? 'service' : 'unknown';
}

/** What a module or template that nobody can look into may do, by what it is called and given. */
export function touchedByCall(text: string): NotFollowed['touches'] {
  // A policy that is handed over is told by itself.
  if (/<(?:policies|fragment)[\s>]/.test(text)) return 'unknown';
  const own = text.replace(ofOthers, '');
  return reachesService.test(own) || isOfPolicies.test(own) ? 'service' : 'unknown';
}

/** A part of a file that is not followed. `state`: what it says, however it is written. */
export function notFollowedAt(
  { path, text }: { readonly path: string; readonly text: string },
  offset: number,
  found: Omit<NotFollowed, 'path' | 'line'>,
): NotFollowed {
  return { ...found, path, line: new LineIndex(text).lineAt(offset) };
}

/** Code without remarks, and without what only parts words and lines. What looks like a remark inside a text is none. Linear. */
export function inOneForm(code: string): string {
  let made = '';
  let at = 0;
  while (at < code.length) {
    const { end, isKept } = partFrom(code, at);
    if (isKept) made += code.slice(at, end);
    else if (!made.endsWith(' ')) made += ' ';
    at = end;
  }
  return made.trim();
}

interface Part {
  readonly end: number;
  /** False: a remark or white space. */
  readonly isKept: boolean;
}

/** What begins here. What does not end is kept to the end of the code, or of its line. */
function partFrom(code: string, at: number): Part {
  const one = code[at] ?? '';
  if (/\s/.test(one)) return { end: at + 1, isKept: false };
  if (code.startsWith("'''", at)) return { end: behind(code, "'''", at + 3), isKept: true };
  if (one === '"' || one === "'") return { end: endOfText(code, at), isKept: true };
  if (code.startsWith('<<', at)) return { end: endOfHeredoc(code, at), isKept: true };
  if (code.startsWith('/*', at)) return { end: behind(code, '*/', at + 2), isKept: false };
  const isRemark = one === '#' || code.startsWith('//', at);
  return isRemark ? { end: endOfLine(code, at), isKept: false } : { end: at + 1, isKept: true };
}

function behind(code: string, closing: string, from: number): number {
  const end = code.indexOf(closing, from);
  return end < 0 ? code.length : end + closing.length;
}

function endOfLine(code: string, from: number): number {
  const end = code.indexOf('\n', from);
  return end < 0 ? code.length : end;
}

function endOfText(code: string, start: number): number {
  for (let at = start + 1; at < code.length; at += 1) {
    if (code[at] === '\\') at += 1;
    else if (code[at] === '\n') return at;
    else if (code[at] === code[start]) return at + 1;
  }
  return code.length;
}

function endOfHeredoc(code: string, start: number): number {
  const marker = /<<-?(\w+)\r?\n/y;
  marker.lastIndex = start;
  const [, name] = marker.exec(code) ?? [];
  if (name === undefined) return start + 2;
  for (let line = endOfLine(code, start); line < code.length;) {
    const end = endOfLine(code, line + 1);
    if (code.slice(line + 1, end).trim() === name) return end;
    line = end;
  }
  return code.length;
}

/** Whether something at one of these addresses is what a name stands for, or is made by it. */
export function isFollowed(name: string, addresses: readonly string[]): boolean {
  return addresses.some((address) => {
    for (let at = address.indexOf(name); at >= 0; at = address.indexOf(name, at + 1)) {
      const [before = '.', after = '.'] = [address[at - 1], address[at + name.length]];
      if ('./'.includes(before) && './['.includes(after)) return true;
    }
    return false;
  });
}

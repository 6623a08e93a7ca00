import type { NotFollowed, Service } from '../../apim/service.js';
import type { LineIndex } from '../../text/line-index.js';

/** The address of a policy. */
const policyAddress = /\/policies\/policy\b/i;
/** Azure's own names for the service, in commands and in addresses. */
const namesService = /apimanagement|\baz\s+apim\b/i;
/** What reaches API Management, or can. */
const reachesService = /apim\b|\bapim|api[-_ ]?management|\baz\s+rest\b|armclient|invoke-azrest/i;
/** Rules of other services, and names of other resources, which may be called after API Management: `network_policies`, `azurerm_subnet.apim.id`. */
const ofOthers =
  /(?:network|access|retention|scaling|backup|security|lifecycle|firewall|waf|restart|pull|eviction|endpoint)_?polic\w*|\bazurerm_(?!api_management)\w+\.[\w.[\]-]+/gi;
/** What may be handed to a policy. */
const isOfPolicies = /polic|\bcors\b|origin|<\w/i;

/** What a command, a script or a request may do, as far as its text tells. In linear time: it is anybody's text. */
export function touchedBy(text: string): NotFollowed['touches'] {
  if (policyAddress.test(text) || (namesService.test(text) && /polic/i.test(text))) return 'policies';
  return reachesService.test(text) ? 'service' : 'unknown';
}

/** What a module or template that nobody can look into may do, by what it is called and given. */
export function touchedByCall(text: string): NotFollowed['touches'] {
  // A policy that is handed over is told by itself.
  if (/<(?:policies|fragment)[\s>]/.test(text)) return 'unknown';
  const own = text.replace(ofOthers, '');
  return reachesService.test(own) || isOfPolicies.test(own) ? 'service' : 'unknown';
}

/** A file with what is not followed in it. `lines`: one index for all that is found there. */
export interface Spotted {
  readonly path: string;
  readonly lines: LineIndex;
}

/** A part of a file that is not followed. `state`: what it says, however it is written. */
export function notFollowedAt({ path, lines }: Spotted, offset: number, found: Omit<NotFollowed, 'path' | 'line'>): NotFollowed {
  return { ...found, path, line: lines.lineAt(offset) };
}

/** What several roots do not follow, each once, where there is any: modules that they share are the same to all of them. */
export function notFollowedOnce(all: readonly NotFollowed[]): Pick<Service, 'notFollowed'> {
  const byState = new Map<string, NotFollowed[]>();
  const notFollowed = all.filter((one) => {
    const alike = byState.get(one.state);
    if (alike === undefined) byState.set(one.state, [one]);
    else if (alike.some((other) => isSame(one, other))) return false;
    else alike.push(one);
    return true;
  });
  return notFollowed.length === 0 ? {} : { notFollowed };
}

function isSame(one: NotFollowed, other: NotFollowed): boolean {
  if (one === other) return true;
  const { path, line, what, name, touches, runs = [] } = other;
  const isThere = one.path === path && one.line === line && one.what === what && one.name === name && one.touches === touches;
  return isThere && (one.runs ?? []).join('\n') === runs.join('\n');
}

/** Signs that no space has to stand beside. */
const signs = '{}[]():=';

/**
 * Code without remarks, and without what only parts words and lines; a comma does no more than the end of a line does. What looks like a remark inside
 * a text is none. Linear.
 */
export function inOneForm(code: string): string {
  const made: string[] = [];
  let isApart = false;
  let at = 0;
  while (at < code.length) {
    const word = behindPlain(code, at);
    const { end, isKept } = word > at ? { end: word, isKept: true } : partFrom(code, at);
    if (isKept) {
      const part = code.slice(at, end);
      if (isApart && !signs.includes(part) && !signs.includes(made.at(-1) ?? '{')) made.push(' ');
      made.push(part);
    }
    isApart = !isKept;
    at = end;
  }
  return made.join('');
}

interface Part {
  readonly end: number;
  /** False: a remark, white space or a comma. */
  readonly isKept: boolean;
}

/** What begins here. What does not end is kept to the end of the code, or of its line. */
function partFrom(code: string, at: number): Part {
  const one = code[at] ?? '';
  if (one === ',' || /\s/.test(one)) return { end: at + 1, isKept: false };
  if (code.startsWith("'''", at)) return { end: behind(code, "'''", at + 3), isKept: true };
  if (one === '"' || one === "'") return { end: endOfText(code, at), isKept: true };
  if (code.startsWith('<<', at)) return { end: endOfHeredoc(code, at), isKept: true };
  if (code.startsWith('/*', at)) return { end: behind(code, '*/', at + 2), isKept: false };
  const isRemark = one === '#' || code.startsWith('//', at);
  return isRemark ? { end: endOfLine(code, at), isKept: false } : { end: at + 1, isKept: true };
}

/** Signs of which none begins a part of another kind, and none stands without spaces: they are one part. */
const plain = /[^\s,'"<#/{}[\]():=]+/y;

function behindPlain(code: string, at: number): number {
  plain.lastIndex = at;
  return plain.test(code) ? plain.lastIndex : at;
}

function behind(code: string, closing: string, from: number): number {
  const end = code.indexOf(closing, from);
  return end < 0 ? code.length : end + closing.length;
}

function endOfLine(code: string, from: number): number {
  const end = code.indexOf('\n', from);
  return end < 0 ? code.length : end;
}

/** Behind a text, with the expressions in it and the texts in those. What does not end is kept to the end of its line. */
function endOfText(code: string, start: number): number {
  const open = [code[start]];
  for (let at = start + 1; at < code.length; at += 1) {
    const one = code[at];
    const inside = open.at(-1);
    if (inside === '{') {
      if (one === '}') open.pop();
      else if (one === '{' || one === '"' || one === "'") open.push(one);
    } else if (one === '\n') return at;
    else if (one === '\\') at += 1;
    else if (one === inside) open.pop();
    else if (one === '{' && '$%'.includes(code[at - 1] ?? ' ')) open.push('{');
    if (open.length === 0) return at + 1;
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

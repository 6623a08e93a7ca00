import type { NotFollowed, Service } from '../../apim/service.js';
import type { LineIndex } from '../../text/line-index.js';

/** The address of a policy. */
const policyAddress = /\/policies\/policy\b/i;
/** Azure's own names for the service, in commands and URLs. */
const namesService = /apimanagement|\baz\s+apim\b/i;
/** Signs that API Management is, or may be, reached. */
const reachesService = /apim\b|\bapim|api[-_ ]?management|\baz\s+rest\b|armclient|invoke-azrest/i;
/** Rules of other services and names of other resources that may contain API Management's name: `network_policies`, `azurerm_subnet.apim.id`. */
const ofOthers =
  /(?:network|access|retention|scaling|backup|security|lifecycle|firewall|waf|restart|pull|eviction|endpoint)_?polic\w*|\bazurerm_(?!api_management)\w+\.[\w.[\]-]+/gi;
/** Signs of values for a policy. */
const isOfPolicies = /polic|\bcors\b|origin|<\w/i;

/** What a command, script or request may do, by its text. Linear: the text is foreign. */
export function touchedBy(text: string): NotFollowed['touches'] {
  if (policyAddress.test(text) || (namesService.test(text) && /polic/i.test(text))) return 'policies';
  return reachesService.test(text) ? 'service' : 'unknown';
}

/** What a module or template outside the repository may do, by its name and arguments. */
export function touchedByCall(text: string): NotFollowed['touches'] {
  // A policy passed as an argument is reported separately.
  if (/<(?:policies|fragment)[\s>]/.test(text)) return 'unknown';
  const own = text.replace(ofOthers, '');
  return reachesService.test(own) || isOfPolicies.test(own) ? 'service' : 'unknown';
}

/** A file with unfollowed parts. `lines`: one index for all of them. */
export interface Spotted {
  readonly path: string;
  readonly lines: LineIndex;
}

/** An unfollowed part of a file. `state`: its content, independent of layout. */
export function notFollowedAt({ path, lines }: Spotted, offset: number, found: Omit<NotFollowed, 'path' | 'line'>): NotFollowed {
  return { ...found, path, line: lines.lineAt(offset) };
}

/** The distinct unfollowed parts of several roots, if any: shared modules are the same for all. */
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

/** Signs that need no space beside them. */
const signs = '{}[]():=';

/** Code without comments and needless separators; a comma equals a line end. Comment signs inside texts do not count. Linear. */
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
  /** False: a comment, white space or a comma. */
  readonly isKept: boolean;
}

/** The part that begins here. An unterminated one extends to the end of the code or its line. */
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

/** Signs that begin no other kind of part and need their spaces: they form one part. */
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

/** The offset behind a text, including its expressions and their texts. An unterminated text extends to the end of its line. */
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

/** Whether a name refers to, or is made by, something at one of these addresses. */
export function isFollowed(name: string, addresses: readonly string[]): boolean {
  return addresses.some((address) => {
    for (let at = address.indexOf(name); at >= 0; at = address.indexOf(name, at + 1)) {
      const [before = '.', after = '.'] = [address[at - 1], address[at + name.length]];
      if ('./'.includes(before) && './['.includes(after)) return true;
    }
    return false;
  });
}

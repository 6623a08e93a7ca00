/** What a page's script calls: lines are written the way it writes them. */
export type Caller = 'fetch' | 'XMLHttpRequest';

/** A header's line taken out. */
export function removed(name: string, value: string | null, caller: Caller): string {
  return `- ${headerLine(name, value, caller)}`;
}

/** A header's line put in. */
export function added(name: string, value: string | null, caller: Caller): string {
  return `+ ${headerLine(name, value, caller)}`;
}

function headerLine(name: string, value: string | null, caller: Caller): string {
  const text = value === null ? '…' : quoted(value);
  return caller === 'fetch' ? `${quoted(name)}: ${text},` : `xhr.setRequestHeader(${quoted(name)}, ${text});`;
}

/** The call with another address. */
export function callWithAddress(from: string, to: string, caller: Caller): readonly string[] {
  const call = (url: string): string => (caller === 'fetch' ? `fetch(${quoted(url)}, …)` : `xhr.open(…, ${quoted(url)})`);
  return [`- ${call(from)}`, `+ ${call(to)}`];
}

/** As a string of JavaScript. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** The API that a page's script calls: lines are written accordingly. */
export type Caller = 'fetch' | 'XMLHttpRequest';

/** The removal of a header's line. */
export function removed(name: string, value: string | null, caller: Caller): string {
  return `- ${headerLine(name, value, caller)}`;
}

/** The addition of a header's line. */
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

/** As a JavaScript string. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

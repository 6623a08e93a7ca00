/** What a runner or a reader of finished output could be misled by. */

/** How runners part output into lines, and whatever else a log may take for the end of one. */
const lineEnds = /\r\n|[\n\r\u0085\u2028\u2029\v\f]/;

/**
 * Commands in a text, each with its line: `::name` anywhere in a line, `::` at its start, `##[` and `##word[` anywhere, in any case. `own`: what
 * may stand at a line's start because it is ours.
 */
export function commandsIn(text: string, own = /^$/): readonly string[] {
  return text.split(lineEnds).filter((line) => /^\s*::|::[a-z]|##[^\s#[]*\[/i.test(line.replace(own, '')));
}

/** Characters that nobody sees, or that change how others are seen. */
export function hiddenIn(text: string): readonly string[] {
  return text.match(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu) ?? [];
}

/** A SARIF message as its readers show it (SARIF 2.1.0, 3.11.5 and 3.11.6). Throws where it has a placeholder or a link. */
export function readSarifText(text: string): string {
  // Backslashes escape where a link could be; elsewhere readers show them.
  const isEscaped = /\\\](?:\\\\)*\(/.test(text);
  let [shown, rest] = ['', text];
  while (rest !== '') {
    const [all, doubled, escaped, plain] = /^(?:(\{\{|\}\})|\\([[\]\\])|([^]))/.exec(rest) ?? [''];
    if (plain === '{' || plain === '}') throw new Error(`a placeholder: ${rest}`);
    if (plain === '[' && /^\[(?:\\.|[^\\[\]])*\]\(/s.test(rest)) throw new Error(`a link: ${rest}`);
    shown += doubled?.[0] ?? (isEscaped ? escaped : escaped && `\\${escaped}`) ?? plain ?? '';
    rest = rest.slice(all.length);
  }
  return shown;
}

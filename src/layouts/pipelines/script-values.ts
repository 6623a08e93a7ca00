/** Names that a script assigns, in small letters, with what is written, and where. */
export function assignedIn(script: string): readonly (readonly [name: string, value: string, at: number])[] {
  const shell = script.matchAll(/(?:^|[\s"';])(?:\$env:)?([A-Za-z_]\w*)(?:=| = )("[^"\n]*"|'[^'\n]*'|[^\s"';|&]+)/g);
  const azure = script.matchAll(/\bvariable=([\w.-]+)[^\]\n]*\]([^\s"']*)/g);
  return [...shell, ...azure].map(
    ({ 1: name = '', 2: value = '', index }) => [name.toLowerCase(), value.replace(/^(["'])(.*)\1$/, '$2'), index + 1] as const,
  );
}

/** A value of a script without its quotes and what follows. */
export function writtenValue(written: string, quote: string, sign: string): string {
  const inside = /^(["'])(.*?)\1/.exec(written)?.[2];
  if (inside !== undefined) return inside;
  // `echo "X=…"`
  if (quote !== '' && sign === '=') return written.split(quote)[0] ?? '';
  const value = sign === '=' ? (/^(?:\$\{\{.*?\}\}|\$\([^)]*\)|[^\s;&|"'])+/.exec(written)?.[0] ?? written) : written;
  return value.replace(/\s#.*$/, '').trim();
}

/** Shell commands that print, wait or end. */
const idle = /^(?:echo|printf|sleep|set|true|false|exit|date|pwd|write-host|write-output|start-sleep)$/i;
/** Options of curl that neither send nor write. Short ones may be combined. */
const plainOption =
  /^(?:-[sSfLkvIi]+|--(?:silent|show-error|fail|location|insecure|verbose|head|retry-connrefused|retry-all-errors|retry=\d+|max-time=\d+))$/;
/** Options of curl with a number. */
const numbered = /^(?:-m|--(?:retry|retry-delay|retry-max-time|max-time|connect-timeout))$/;
/** Substitution, nested commands and grouping: not analysed. */
const opens = /[`$(){}<>\\]|\[\[/;
/** Output that is discarded, or redirected to the other stream. */
const thrownAway = /(?:\d|&)?>{1,2}[ \t]*(?:\/dev\/null|&\d)(?=[\s;|&]|$)/g;
/** Longer commands are not analysed. */
const longest = 10_000;

/**
 * Whether a command is known to change nothing: it prints, waits, or reads a URL with `curl`. False if any part is not plain. `text`: the complete command
 * without substitutions.
 */
export function changesNothing(text: string): boolean {
  if (text.length > longest) return false;
  const bare = text.replace(thrownAway, '');
  if (opens.test(bare)) return false;
  const commands = bare
    .split(/\|\||&&|[\n;|&]/)
    .map((one) => one.trim())
    .filter((one) => one !== '' && !one.startsWith('#'));
  return commands.length > 0 && commands.every(isHarmless);
}

function isHarmless(command: string): boolean {
  const [called = '', ...words] = wordsOf(command);
  if (idle.test(called)) return true;
  if (called !== 'curl') return false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (numbered.test(word) && /^\d+$/.test(words[at + 1] ?? '')) at += 1;
    else if (/^(?:-o|--output)$/.test(word) && words[at + 1] === '/dev/null') at += 1;
    else if (!plainOption.test(word) && !/^https?:\/\/[^-\s]\S*$/.test(word)) return false;
  }
  return true;
}

/** Words as written, without surrounding quotes. */
function wordsOf(command: string): readonly string[] {
  return (command.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
}

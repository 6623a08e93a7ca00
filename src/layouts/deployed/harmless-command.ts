/** Commands that say something, wait or end, of the shells that code runs. */
const idle = /^(?:echo|printf|sleep|set|true|false|exit|date|pwd|write-host|write-output|start-sleep)$/i;
/** Options of curl that send and write nothing. Short ones may stand together. */
const plainOption =
  /^(?:-[sSfLkvIi]+|--(?:silent|show-error|fail|location|insecure|verbose|head|retry-connrefused|retry-all-errors|retry=\d+|max-time=\d+))$/;
/** Options of curl with a number behind them. */
const numbered = /^(?:-m|--(?:retry|retry-delay|retry-max-time|max-time|connect-timeout))$/;
/** What puts something in, runs something else, or groups commands: none of it is looked into. */
const opens = /[`$(){}<>\\]|\[\[/;
/** Output that is thrown away, or goes to the other stream. */
const thrownAway = /(?:\d|&)?>{1,2}[ \t]*(?:\/dev\/null|&\d)(?=[\s;|&]|$)/g;
/** A command longer than this is not looked at. */
const longest = 10_000;

/**
 * Whether a command is known to change nothing: it says something, waits, or reads an address with `curl`. Where anything in it is not plain, it is
 * not. `text`: the whole command, with nothing left to be put in.
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

/** Words as they stand; quotes around a whole one are left out. */
function wordsOf(command: string): readonly string[] {
  return (command.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
}

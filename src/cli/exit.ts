/** Exit codes (the first five are the command line's promise; the last is sysexits' EX_SOFTWARE). */
export const exit = {
  done: 0,
  findings: 1,
  usage: 2,
  unreadable: 3,
  unknown: 4,
  /** A bug of ours. */
  bug: 70,
} as const;

/** Exit codes (the first five are promised by the command line; the last is EX_SOFTWARE of sysexits). */
export const exit = {
  done: 0,
  findings: 1,
  usage: 2,
  unreadable: 3,
  unknown: 4,
  /** A bug of ours. */
  bug: 70,
} as const;

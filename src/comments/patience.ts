/** Seconds a run waits for limits in all: waiting longer takes longer than running the job again. */
export const mostWaiting = 300;
/** Times one request is sent again after a limit. */
const mostWaits = 3;

/** A limit that a request met: how long the host asks to wait, in seconds, and how often this request has waited before. */
export interface Limit {
  /** "rate limit", "secondary rate limit" */
  readonly name: string;
  /** What was asked for: "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews". */
  readonly request: string;
  readonly seconds: number;
  readonly waits: number;
}

/** Which limits a run waits out. Requests that wait side by side count once. */
export class Patience {
  #left = mostWaiting;
  #until = 0;

  /** `clock`: the time, in seconds. */
  constructor(
    private readonly clock: () => number,
    private readonly tell: (text: string) => void,
    private readonly host = 'GitHub',
  ) {}

  /** True: wait, and send the request again. Says which of the two it is. */
  waits({ name, request, seconds, waits }: Limit): boolean {
    const now = this.clock();
    const more = Math.max(0, now + seconds - Math.max(now, this.#until));
    const isWaited = more <= this.#left && waits < mostWaits;
    if (isWaited) {
      this.#left -= more;
      this.#until = Math.max(this.#until, now + seconds);
    }
    const givenUp = waits < mostWaits ? `this run waits ${mostWaiting} s in all` : `it was waited for ${waits} times`;
    this.tell(`${this.host}'s ${name} at ${request}: ${isWaited ? `waiting ${seconds} s` : `it asks for ${seconds} s, and ${givenUp}: given up`}.`);
    return isWaited;
  }
}

/** Most seconds a run waits for limits in total: running the job again would be faster. */
export const mostWaiting = 300;
/** Most retries of one request after a limit. */
const mostWaits = 3;

/** A rate limit for a request: how long the host asks to wait, in seconds, and how often this request has waited before. */
export interface Limit {
  /** "rate limit", "secondary rate limit" */
  readonly name: string;
  /** The request: "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews". */
  readonly request: string;
  readonly seconds: number;
  readonly waits: number;
}

/** Decides which limits a run waits for. Concurrent waits count once. */
export class Patience {
  #left = mostWaiting;
  #until = 0;

  /** `clock`: the time, in seconds. */
  constructor(
    private readonly clock: () => number,
    private readonly tell: (text: string) => void,
    private readonly host = 'GitHub',
  ) {}

  /** True: wait, and send the request again. Reports the decision. */
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

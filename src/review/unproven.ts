/** Why unchanged access is not proven although no change was found. */
export type Unproven =
  | 'not-reviewed'
  | 'not-understood'
  | 'refused'
  | 'request-headers'
  | 'not-followed'
  | 'addresses'
  /** An undecided address is written differently. */
  | 'open-addresses'
  /** The need for a subscription key, or its name, changed. */
  | 'keys'
  /** The type of an API changed: browsers do not apply CORS to a WebSocket. */
  | 'types'
  /** A product was published or hidden: the effect on its keys is unknown. */
  | 'publication'
  /** An API was added to, or removed from, a product with keys. */
  | 'membership'
  | 'newly-deployed'
  | 'new-error'
  /** Origins have another spelling, and no page says that the gateway treats it as equal. */
  | 'spelling'
  /** Access is unchanged, but not the treatment of requests from unlisted origins. */
  | 'unlisted-requests'
  /** Access is unchanged, but an origin check lets other requests reach the backend. */
  | 'checked-requests'
  /** Origin checks changed, and their refused origins are unknown. */
  | 'untold-checks'
  /** Access is unchanged, but a hand-written answer above `<cors>` is new, and refuses whom its condition says. */
  | 'new-refusals'
  /** Access is unchanged, but the policies that requests meet depend on the origin in another way. */
  | 'met-otherwise'
  /** Hand-written headers are given to other origins, or may be. */
  | 'given-back'
  /** Access is unchanged, but CORS headers in errors, fragments or under conditions changed. */
  | 'answers-apart';

/** Reasons with which access itself is known to be unchanged. */
export const besideAccess: ReadonlySet<Unproven> = new Set([
  'unlisted-requests',
  'checked-requests',
  'untold-checks',
  'new-refusals',
  'met-otherwise',
  'answers-apart',
]);

/** The reasons that apply, in the given order. */
export function reasonsThatHold(reasons: Readonly<Record<Unproven, () => boolean>>): readonly Unproven[] {
  return (Object.keys(reasons) as Unproven[]).filter((reason) => reasons[reason]());
}

/** Why it is not proven that a change alters nobody's access, where no such change was found. */
export type Unproven =
  | 'not-reviewed'
  | 'not-understood'
  | 'refused'
  | 'request-headers'
  | 'not-followed'
  | 'addresses'
  /** An address that the repository leaves open is written otherwise. */
  | 'open-addresses'
  /** Calls need a subscription key that needed none, or the other way round, or send it under another name. */
  | 'keys'
  /** An API is of another type: browsers hold no WebSocket against CORS. */
  | 'types'
  /** A product is published that was not, or the other way round: what its keys open then is not settled. */
  | 'publication'
  /** An API leaves a product that asks for a key, or comes into one. */
  | 'membership'
  | 'newly-deployed'
  | 'new-error'
  /** Origins are written in another way, and no page says that the gateway takes both for one. */
  | 'spelling'
  /** Access stays, and what becomes of requests of origins that nobody lists does not. */
  | 'unlisted-requests'
  /** Access stays, and a check of the origin lets other requests to the backend. */
  | 'checked-requests'
  /** Checks of the origin are written otherwise, and whom they refuse is not told. */
  | 'untold-checks'
  /** Access stays, and what requests meet on their way hangs on their origin otherwise. */
  | 'met-otherwise'
  /** Headers written by hand are given to other origins, or may be. */
  | 'given-back'
  /** Access stays, and headers of CORS in errors, in fragments or under conditions are written otherwise. */
  | 'answers-apart';

/** Reasons beside which the access of every origin is known to stay. */
export const besideAccess: ReadonlySet<Unproven> = new Set([
  'unlisted-requests',
  'checked-requests',
  'untold-checks',
  'met-otherwise',
  'answers-apart',
]);

/** The reasons that hold, in the order given. */
export function reasonsThatHold(reasons: Readonly<Record<Unproven, () => boolean>>): readonly Unproven[] {
  return (Object.keys(reasons) as Unproven[]).filter((reason) => reasons[reason]());
}

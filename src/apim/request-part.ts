/** A part of the request that a policy sets. `how`: set, removed, or unknown. */
export interface RequestPart {
  readonly kind: 'request-part';
  readonly of: 'header' | 'query';
  readonly name: string | null;
  readonly value: string | null;
  readonly how: 'set' | 'deleted' | 'open';
}

/** A part of the request that a policy sets. `how`: it is set, taken away, or is what cannot be told. */
export interface RequestPart {
  readonly kind: 'request-part';
  readonly of: 'header' | 'query';
  readonly name: string | null;
  readonly value: string | null;
  readonly how: 'set' | 'deleted' | 'open';
}

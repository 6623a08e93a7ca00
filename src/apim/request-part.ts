/**
 * A part of the request that a policy sets. `how`: set, set where it is missing, removed, or unknown. `name`: that of a header in lower case; null: the whole
 * URL behind the host.
 */
export interface RequestPart {
  readonly kind: 'request-part';
  readonly of: 'header' | 'query';
  readonly name: string | null;
  readonly value: string | null;
  readonly how: 'set' | 'filled' | 'deleted' | 'open';
}

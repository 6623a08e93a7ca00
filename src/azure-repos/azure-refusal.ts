/** Why a call to Azure DevOps failed. */
export type AzureRefusal =
  /** The build service lacks a permission. `right`: its name on the permissions page. */
  | { readonly kind: 'permission'; readonly right: string }
  /** The token is invalid or expired. */
  | { readonly kind: 'token' }
  /** `seconds`: how long the limit lasts; null: not given. */
  | { readonly kind: 'limit'; readonly seconds: number | null }
  /** Not found; also the answer if the token may not see it. */
  | { readonly kind: 'missing' }
  /** The request is invalid. */
  | { readonly kind: 'invalid'; readonly status: number; readonly reason: string }
  /** It is unknown whether the call took effect. */
  | { readonly kind: 'unanswered'; readonly reason: string };

/** A call that Azure DevOps refused or did not answer. */
export class AzureError extends Error {
  constructor(readonly refusal: AzureRefusal) {
    super(azureWords(refusal));
  }
}

/** Permissions by their names in error TF401027. */
const rights: Readonly<Record<string, string>> = {
  PullRequestContribute: 'Contribute to pull requests',
  GenericContribute: 'Contribute',
  GenericRead: 'Read',
};

/** Reads an unsuccessful answer. `reason`: Azure DevOps' message. Includes server errors (5xx) and limits. */
export function azureRefusal(status: number, reason: string, seconds: number | null): AzureRefusal {
  // Without a valid token the answer is the sign-in page, or a redirect to it.
  if (status === 401 || status === 203 || (status >= 300 && status < 400)) return { kind: 'token' };
  if (status === 403) {
    const name = /Git '(\w{1,60})' permission/.exec(reason)?.[1] ?? '';
    return { kind: 'permission', right: rights[name] ?? (name === '' ? 'Contribute to pull requests' : name) };
  }
  if (status === 404 || status === 410) return { kind: 'missing' };
  if (status === 429) return { kind: 'limit', seconds };
  return status >= 500 ? { kind: 'unanswered', reason: `${status} ${reason}`.trim() } : { kind: 'invalid', status, reason };
}

/** One sentence for the reader, without its full stop. */
export function azureWords(refusal: AzureRefusal): string {
  switch (refusal.kind) {
    case 'permission':
      return `the build service needs the permission "${refusal.right}" on this repository (403)`;
    case 'token':
      return 'Azure DevOps does not know the token, or it has ended (401)';
    case 'limit':
      return `the rate limit of Azure DevOps is used up${refusal.seconds === null ? '' : ` for another ${refusal.seconds} s`}, which was not waited for`;
    case 'missing':
      return 'it is not there, or the build service may not see it (404)';
    case 'invalid':
      return `Azure DevOps does not take it as it is (${refusal.status}): ${refusal.reason}`;
    case 'unanswered':
      return `Azure DevOps gave no answer that says whether it was done: ${refusal.reason}`;
  }
}
